import type { CliContext } from './cli-context.ts';
import { UsageError } from './cli-error.ts';
import { defineCommand } from './command.ts';
import { parseUrl } from './connection.ts';
import { isSigningSecret } from './delivery-headers.ts';
import { DOCTOR_CASES, type DoctorCase, type Finding } from './doctor-cases.ts';
import { DoctorProbe } from './doctor-probe.ts';

interface CaseResult extends Finding {
  readonly name: string;
  readonly advice: string;
}

const MARKS = { handled: 'ok  ', unsure: 'ok? ', failed: 'FAIL' } as const;

export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'Fires good and bad deliveries at your receiver and says what to mend.',
  options: {
    url: { type: 'string', value: '<url>', help: 'Your receiver, such as http://localhost:3000/webhooks.' },
    secret: { type: 'string', value: '<whsec_…>', help: 'The signing secret that it knows.' },
    json: { type: 'boolean', help: 'A JSON array of the cases.' },
  },
  details: `
Works without a hub. The events are of the test world (livemode false), about listings that do not exist, with the
sequences 1 and 2: use a receiver under development, not the one in production.
"ok?" is right as far as can be seen from outside. Exit codes: 0 all handled, 1 something to mend, 2 wrong usage.

Example:
  $ wth doctor --url http://localhost:3000/webhooks --secret whsec_…`,
  run: async ({ options: { url, secret, json = false } }, context) => {
    if (url === undefined || secret === undefined) throw new UsageError('--url and --secret are both needed');
    if (!isSigningSecret(secret))
      throw new UsageError('--secret must be whsec_ and base64, as the hub gives it');
    const probe = new DoctorProbe(parseUrl('--url', url), secret, context.signal);
    const results = await examine(
      probe,
      json ? () => {} : (result) => context.write(`${formatResult(result)}\n`),
    );
    if (json) context.write(`${JSON.stringify(results, null, 2)}\n`);
    else summarise(results, context);
    return results.some(({ verdict }) => verdict === 'failed') ? 1 : 0;
  },
});

/** The rest says nothing about a receiver that takes nothing at all. */
async function examine(probe: DoctorProbe, report: (result: CaseResult) => void): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const runCase = async ({ name, advice, run }: DoctorCase) => {
    const result = { name, ...(await run(probe)), advice };
    results.push(result);
    report(result);
    return result;
  };
  const [first, ...others] = DOCTOR_CASES;
  if ((await runCase(first)).verdict === 'failed') return results;
  for (const each of others) await runCase(each);
  return results;
}

function formatResult({ verdict, name, seen, advice }: CaseResult): string {
  const line = `${MARKS[verdict]}  ${name}: ${seen}`;
  return verdict === 'failed' ? `${line}\n      ${advice}` : line;
}

function summarise(results: readonly CaseResult[], { write }: CliContext): void {
  const failed = results.filter(({ verdict }) => verdict === 'failed').length;
  if (failed === 0) write('\nNothing to mend.\n');
  else if (results.length === 1)
    write('\nIt takes no delivery at all; the other cases wait until it does.\n');
  else write(`\nTo mend: ${failed} of ${results.length} cases.\n`);
}
