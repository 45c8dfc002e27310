import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curlCommand } from '../../src/delivery-log/curl-command.ts';
import { quoteForShell } from '../../src/delivery-log/shell-quote.ts';

/** Any text that an argument can hold: everything but NUL. */
const argument = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', '!', '\n', '-', '@', ' ', '*', 'é') }),
  )
  .map((text) => text.replaceAll('\0', '').toWellFormed());

const SHELLS = ['sh', 'bash'].filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0);
const hasCurl = spawnSync('curl', ['--version']).status === 0;

describe('a quoted text', () => {
  it.each(SHELLS)('is given back byte by byte by %s', (shell) => {
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 30 }), (texts) => {
        const script = `printf '%s\\0' ${texts.map(quoteForShell).join(' ')}`;
        const { stdout, status } = spawnSync(shell, [], { input: script });
        expect(status).toBe(0);
        expect(stdout.toString('utf8').split('\0').slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 40 },
    );
  });
});

interface Arrived {
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Added by every HTTP client for the connection itself. */
const OF_THE_CONNECTION = ['host', 'connection', 'content-length', 'transfer-encoding'];

describe.skipIf(!hasCurl)('the command, run by a shell', () => {
  const arrived: Arrived[] = [];
  const receiver = http.createServer((request, response) => {
    void buffer(request).then((body) => {
      arrived.push({ url: request.url!, headers: request.headers, body });
      response.end();
    });
  });
  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
  });
  afterAll(() => receiver.close());

  const run = async (request: Parameters<typeof curlCommand>[0]): Promise<Arrived> => {
    const shell = spawn('sh', [], { stdio: ['pipe', 'ignore', 'ignore'] });
    shell.stdin.end(`${curlCommand(request)} --silent --noproxy '*'\n`);
    expect(await once(shell, 'exit')).toEqual([0, null]);
    return arrived.pop()!;
  };
  const address = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;
  const ownHeaders = ({ headers }: Arrived) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name)));

  it('sends the same headers and the same bytes to the same address, whatever they hold', async () => {
    const visible = fc.string({
      unit: fc.constantFrom(...`aZ09 ;:,'"\\$\`@!#%&*()[]{}<>|~=+-_./`),
      minLength: 1,
    });
    const header = fc.tuple(
      fc.stringMatching(/^x-[a-z]{1,8}$/),
      visible.map((value) => value.trim()),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(header, { maxLength: 4 }),
        fc.json().map((json) => json.toWellFormed()),
        fc.stringMatching(/^[a-z[\]{}'$&,;!()*-]{0,12}$/),
        async (pairs, body, word) => {
          const headers = {
            'content-type': 'application/json',
            'user-agent': 'WatchTraderHub-Webhooks/1.0',
            ...Object.fromEntries(pairs),
          };
          const path = `/hook?word=${word}`;
          const request = await run({ url: address(path), headers, body });
          expect(request.url).toBe(path);
          expect(request.body).toEqual(Buffer.from(body));
          expect(ownHeaders(request)).toEqual(headers);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('sends a body above the length that an argument may have', async () => {
    const body = JSON.stringify({ description: "'é\\n".repeat(60_000) });
    const headers = { 'content-type': 'application/json', 'user-agent': 'x' };
    const request = await run({ url: address('/hook'), headers, body });
    expect(request.body.equals(Buffer.from(body))).toBe(true);
    expect(ownHeaders(request)).toEqual(headers);
  });

  it('takes a leading @ for text, not for the name of a file', async () => {
    const request = await run({
      url: address('/hook'),
      headers: { 'user-agent': 'x' },
      body: '@/etc/hostname',
    });
    expect(request.body.toString()).toBe('@/etc/hostname');
  });
});
