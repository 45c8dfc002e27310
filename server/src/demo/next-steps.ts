import type { Cast } from './demo-cast.ts';
import type { Listing } from './demo-client.ts';
import { listStock } from './demo-stock.ts';
import { bold, dim, green } from './terminal.ts';

/** Where to look and what to paste, while the hub goes on running. */
export async function printNextSteps(cast: Cast): Promise<void> {
  const { screen, hub, memory } = cast;
  const url = hub.publicUrl;
  const { email, password, liveKey, testKey } = memory.facts;
  const print = (lines: readonly string[]): void => {
    for (const line of lines) screen.line(line === '' ? '' : `  ${line}`);
  };
  const row = (name: string, value: string): string => `${name.padEnd(12)}${value}`;
  print([
    '',
    bold('Your turn'),
    row('dashboard', `${green(`${url}/`)}`),
    row('', dim('sign in there with the next two lines')),
    row('e-mail', email),
    row('password', password),
    row('live key', liveKey!),
    row('test key', `${testKey}  ${dim('(sandbox)')}`),
    row('errors', `${url}/docs/api/errors`),
    row('OpenAPI', `${url}/api/v1/openapi.json`),
    row('Postman', `${url}/openapi/v1.postman.json`),
    row('files', `${dim(`${memory.file}`)}`),
    row('', dim(hub.logFile)),
  ]);
  const example = findExample(await listStock(cast.dealer));
  for (const { title, lines } of curlLines(url, memory.facts, example)) print(['', dim(title), ...lines]);
  print(['', `Deliveries appear below as they arrive. ${bold('Ctrl-C')} stops everything.`, '']);
}

/** The one with the most pieces, so that its line can be pasted more than once. */
function findExample(listings: readonly Listing[]): string {
  const onSale = listings.filter(({ status, price }) => status === 'published' && price !== null);
  return onSale.sort((left, right) => right.quantity - left.quantity)[0]?.stock_number ?? 'WTH-0001';
}

interface Snippet {
  readonly title: string;
  readonly lines: readonly string[];
}

type Login = { readonly liveKey: string | null; readonly email: string; readonly password: string };

/** Each works alone, in bash and zsh, with nothing but curl; no line is wider than 80 columns. */
function curlLines(url: string, { liveKey, email, password }: Login, stockNumber: string): Snippet[] {
  const authorization = `  -H 'Authorization: Bearer ${liveKey}'`;
  const json = `-H 'Content-Type: application/json'`;
  return [
    {
      title: 'What is on sale',
      lines: [`curl -sw '\\n' '${url}/v1/listings?limit=2' \\`, authorization],
    },
    {
      title: 'Order a watch; paste it again and again until it is refused',
      lines: [
        `curl -sw '\\n' ${url}/v1/orders \\`,
        `${authorization} \\`,
        `  -H "Idempotency-Key: demo-$RANDOM$RANDOM" \\`,
        `  ${json} \\`,
        `  -d '{"line_items":[{"stock_number":"${stockNumber}"}]}'`,
      ],
    },
    {
      title: 'A ping to the receiver',
      lines: [
        `curl -sw '\\n' -X POST ${url}/v1/test/webhook_ping \\`,
        `${authorization} \\`,
        `  -H "Idempotency-Key: demo-$RANDOM$RANDOM"`,
      ],
    },
    {
      title: 'Sign in as the dealer, then read the delivery log',
      lines: [
        'JAR=$(mktemp)',
        `curl -sw '\\n' -c "$JAR" ${url}/api/auth/sign-in/email \\`,
        `  -H 'Origin: ${url}' ${json} \\`,
        `  -d '{"email":"${email}","password":"${password}"}'`,
        `curl -sw '\\n' -b "$JAR" \\`,
        `  '${url}/api/dashboard/deliveries?limit=3'`,
      ],
    },
  ];
}
