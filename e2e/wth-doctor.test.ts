import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, type Received, type Receiver, type Respond, startReceiver } from './support/receiver.ts';
import { isSignedWith, VERIFIERS } from './support/verifiers.ts';
import { runWth } from './support/wth-process.ts';

const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const FORGERIES = ['a bad signature', 'a changed body', 'no signature header'];

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

interface Case {
  readonly name: string;
  readonly verdict: string;
  readonly seen: string;
}

async function doctor(
  url = receiver.url(),
): Promise<{ code: number | null; failed: string[]; cases: Case[] }> {
  const { code, stdout, stderr } = await runWth({}, ['doctor', '--url', url, '--secret', SECRET, '--json']);
  expect(stderr).toBe('');
  const cases = JSON.parse(stdout) as Case[];
  return { code, cases, failed: cases.filter((it) => it.verdict === 'failed').map((it) => it.name) };
}

const isGenuine = (request: Received) => isSignedWith(request, SECRET);

/** Right in all that the contract asks of a receiver, but for what it is told to do otherwise. */
function receiving(
  judge: (request: Received) => number | null = () => null,
  verify: (request: Received) => boolean = isGenuine,
): Respond {
  return (request, response) => {
    const status = judge(request) ?? (verify(request) ? 200 : 400);
    response.writeHead(status).end();
  };
}

describe('wth doctor', () => {
  it('finds nothing to mend at a receiver that is right, and says what can not be seen', async () => {
    receiver.respondWith(receiving());
    const { code, cases, failed } = await doctor();
    expect([code, failed]).toEqual([0, []]);
    expect(cases.filter((it) => it.verdict === 'unsure').map((it) => it.name)).toEqual([
      'a duplicate',
      'events out of order',
    ]);
    expect(cases).toHaveLength(14);
  });

  it('believes a receiver that says what it did', async () => {
    const seen = new Map<string, number>();
    receiver.respondWith((request, response) => {
      if (!isGenuine(request)) return answering(400)(request, response);
      const { id, version } = request.event.data.object as unknown as { id: string; version: number };
      const outcome = (seen.get(id) ?? 0) < version ? 'handled' : 'duplicate';
      seen.set(id, version);
      answering(200, {}, JSON.stringify({ outcome }))(request, response);
    });
    const { cases } = await doctor();
    expect(cases.every((it) => it.verdict === 'handled')).toBe(true);
    receiver.respondWith((request, response) =>
      isGenuine(request)
        ? answering(200, {}, '{"outcome":"handled"}')(request, response)
        : answering(400)(request, response),
    );
    expect((await doctor()).failed).toEqual(['a duplicate', 'events out of order']);
  });

  it("accepts what Stripe's library accepts", async () => {
    const verify = (request: Received) => {
      try {
        return VERIFIERS.stripe!(request, SECRET) !== null;
      } catch {
        return false;
      }
    };
    receiver.respondWith(receiving(undefined, verify));
    expect(await doctor()).toMatchObject({ code: 0, failed: [] });
  });

  const seen = new Set<string>();
  const careless: [string, Respond, string[]][] = [
    ['verifies nothing', answering(200), [...FORGERIES, 'an old timestamp']],
    [
      'verifies JSON that it wrote again',
      receiving(undefined, (request) =>
        isGenuine({ ...request, raw: Buffer.from(JSON.stringify(request.event)) }),
      ),
      ['other bytes of the same JSON'],
    ],
    [
      'looks at the first signature alone',
      receiving(({ headers }) => (headers['wth-signature']?.split('v1=').length === 3 ? 400 : null)),
      ['two signatures, during a rotation'],
    ],
    ['takes 100 KiB at most', receiving(({ raw }) => (raw.length > 102_400 ? 413 : null)), ['a large body']],
    [
      'refuses types it does not know',
      receiving(({ event }) => (event.type === 'listing.updated' ? null : 422)),
      ['an event type it does not know'],
    ],
    [
      'refuses duplicates',
      receiving(({ event }) => {
        const isSecond = seen.has(event.id);
        seen.add(event.id);
        return isSecond ? 409 : null;
      }),
      ['a duplicate'],
    ],
  ];
  it.each(careless)('fails a receiver that %s, and names it', async (_, respond, failed) => {
    receiver.respondWith(respond);
    expect(await doctor()).toMatchObject({ code: 1, failed });
  });

  it('fails a receiver that takes the first piece for the whole body', async () => {
    const server = http.createServer((request, response) => {
      request.once('data', (raw: Buffer) => {
        const received = {
          path: '/',
          headers: request.headers as Record<string, string>,
          raw,
          event: null as never,
        };
        response.writeHead(isGenuine(received) || raw.length > 16_000 ? 200 : 400).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { failed } = await doctor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.closeAllConnections();
    server.close();
    expect(failed).toContain('a slow sender, and others meanwhile');
  });

  it('stops at a receiver that takes nothing, with what to do', async () => {
    receiver.respondWith(answering(401));
    const args = ['doctor', '--url', receiver.url(), '--secret', SECRET];
    const refused = await runWth({}, args);
    expect([refused.code, refused.stdout]).toEqual([
      1,
      expect.stringContaining('FAIL  a good delivery: answered 401'),
    ]);
    expect(refused.stdout).toContain('wth verify');
    expect(receiver.requests).toHaveLength(1);
    await receiver
      .close()
      .then(startReceiver)
      .then((fresh) => {
        receiver = fresh;
      });
    const gone = await runWth({}, args);
    expect([gone.code, gone.stdout]).toEqual([1, expect.stringContaining('connection refused')]);
    expect((await runWth({}, args.slice(0, 3))).code).toBe(2);
  });

  it('is readable without --json', async () => {
    receiver.respondWith(receiving());
    const args = ['doctor', '--url', receiver.url(), '--secret', SECRET];
    expect((await runWth({}, args)).stdout).toMatch(
      /^ok {4}a good delivery: answered 200\n[\s\S]*Nothing to mend\.\n$/,
    );
    receiver.respondWith(answering(200));
    expect((await runWth({}, args)).stdout).toMatch(
      /FAIL {2}a bad signature: answered 200\n {6}Verify[\s\S]*To mend: 4 of 14/,
    );
  });
});
