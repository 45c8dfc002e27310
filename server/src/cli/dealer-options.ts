import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { InvalidArgumentError } from 'commander';
import { CliError } from './cli-error.ts';

export const PASSWORD_STDIN = [
  '--password-stdin',
  'read the password from the first line of standard input; otherwise one is generated and printed once',
] as const;

export interface ChosenPassword {
  readonly text: string;
  readonly isGenerated: boolean;
}

export async function choosePassword(stdin: Readable, fromStdin = false): Promise<ChosenPassword> {
  if (!fromStdin) return { text: randomBytes(15).toString('base64url'), isGenerated: true };
  const [line = ''] = (await text(stdin)).split(/\r?\n/);
  if (line === '') throw new CliError('standard input has no password in its first line');
  return { text: line, isGenerated: false };
}

const LISTING_LIMIT_MAX = 1_000_000;

/** Null = the plan's limit. */
export function parseListingLimit(value: string): number | null {
  if (value === 'none') return null;
  const limit = /^\d{1,7}$/.test(value) ? Number(value) : Number.NaN;
  if (limit <= LISTING_LIMIT_MAX) return limit;
  throw new InvalidArgumentError(`expected none or a whole number up to ${LISTING_LIMIT_MAX}.`);
}
