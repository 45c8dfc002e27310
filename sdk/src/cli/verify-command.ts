import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { TOLERANCE_SECONDS } from '../verify-webhook.ts';
import type { CliContext } from './cli-context.ts';
import { CliError, UsageError } from './cli-error.ts';
import { defineCommand } from './command.ts';
import { diagnoseSignature } from './signature-diagnosis.ts';

export const verifyCommand = defineCommand({
  name: 'verify',
  summary: 'Says whether a signature is right, and if not, why.',
  options: {
    body: { type: 'string', value: '<file|->', help: 'The body as received, byte for byte; - reads stdin.' },
    header: { type: 'string', value: '<text>', help: 'The value of WTH-Signature.' },
    secret: {
      type: 'string',
      multiple: true,
      value: '<whsec_…>',
      help: 'The signing secret; more than once while it is being rotated.',
    },
    at: { type: 'string', value: '<time>', help: 'When it came: Unix seconds or RFC 3339; now by default.' },
    tolerance: { type: 'string', value: '<seconds>', help: `${TOLERANCE_SECONDS} by default.` },
  },
  details: `
Works without a hub. Tells a wrong secret, a changed body and a clock that is off from each other by trying the usual
mistakes: JSON that was written again, a line end too many, quotes around the secret and so on.
Exit codes: 0 right, 1 wrong, 2 wrong usage.

Example:
  $ wth verify --body body.json --header 't=1778146000,v1=…' --secret whsec_…`,
  run: async ({ options }, context) => {
    const { body, header, secret = [], at, tolerance } = options;
    if (body === undefined || header === undefined || secret.length === 0) {
      throw new UsageError('--body, --header and --secret are all needed');
    }
    const { cause, findings } = await diagnoseSignature({
      body: await readInput(body, context),
      header,
      secrets: secret,
      nowMs: at === undefined ? Date.now() : parseTime(at),
      toleranceSeconds: tolerance === undefined ? TOLERANCE_SECONDS : parseSeconds(tolerance),
    });
    if (cause === 'none') {
      context.write('The signature is right.\n');
      return 0;
    }
    const verdict = cause === 'unknown' ? 'no signature matches' : `the ${cause}`;
    context.write(`The webhook does not verify: ${verdict}.\n${findings.map((it) => `- ${it}\n`).join('')}`);
    return 1;
  },
});

async function readInput(name: string, { stdin }: CliContext): Promise<Uint8Array> {
  if (name === '-') return await buffer(stdin);
  try {
    return await readFile(name);
  } catch (error) {
    throw new CliError(`the body can not be read: ${(error as Error).message}`);
  }
}

function parseTime(text: string): number {
  const ms = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(ms))
    throw new UsageError(`--at must be Unix seconds or such as 2026-05-07T12:00:00Z, not "${text}"`);
  return ms;
}

function parseSeconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--tolerance must be whole seconds, not "${text}"`);
  return Number(text);
}
