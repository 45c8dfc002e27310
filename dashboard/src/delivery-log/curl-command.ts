import { quoteForShell } from './shell-quote.ts';

/** Linux takes no argument above 128 KiB (MAX_ARG_STRLEN); a shell's own `printf` has no such bound. */
const ARGUMENT_BYTES_MAX = 100_000;

interface RecordedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text that was sent. */
  readonly body: string;
}

/** A command for a POSIX shell that sends the same request again: same headers, same bytes. */
export function curlCommand({ url, headers, body }: RecordedRequest): string {
  const isLarge = new TextEncoder().encode(body).length > ARGUMENT_BYTES_MAX;
  const options = [
    // Brackets and braces in the address are no pattern.
    '--globoff',
    '--request POST',
    ...Object.entries(headers).map(([name, value]) => `--header ${headerArgument(name, value)}`),
    // curl adds these by itself; the hub never sends them.
    ...["'Accept:'", "'Expect:'"].map((header) => `--header ${header}`),
    // --data-raw gives no meaning to a leading @.
    isLarge ? '--data-binary @-' : `--data-raw ${quoteForShell(body)}`,
  ];
  const command = `curl ${[quoteForShell(url), ...options].join(' \\\n  ')}`;
  return isLarge ? `printf '%s' ${quoteForShell(body)} | ${command}` : command;
}

/** To curl, `Name:` removes a header and `Name;` sends an empty one. */
const headerArgument = (name: string, value: string): string =>
  quoteForShell(value === '' ? `${name};` : `${name}: ${value}`);
