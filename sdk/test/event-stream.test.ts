import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WatchTraderHub } from '../src/client.ts';
import { AuthenticationError, ConnectionError, PermissionError, ValidationError } from '../src/errors.ts';

type Answer = (response: http.ServerResponse) => void;

let server: http.Server;
let answers: Answer[] = [];
let requests: { url: string; lastEventId: string | undefined }[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    requests.push({ url: request.url!, lastEventId: request.headers['last-event-id'] as string | undefined });
    const answer = answers.shift();
    if (answer === undefined) response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    else answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  vi.useRealTimers();
  answers = [];
  requests = [];
  server.closeAllConnections();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const newClient = (options: object = {}) =>
  new WatchTraderHub({
    apiKey: `wth_${'a'.repeat(32)}`,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...options,
  });

const event = (sequence: number) => `id: ${sequence}\ndata: {"sequence":${sequence}}\n\n`;

/** Sends this, then breaks the connection unless told to stay or to end. */
const streaming =
  (text: string, then: 'break' | 'stay' | 'end' = 'break'): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (then === 'end') response.end(text);
    else response.write(text, () => then === 'break' && response.destroy());
  };

const errorText = (type: string, code: string) => JSON.stringify({ error: { type, code, message: code } });
const closed = (type: string, code: string) => `event: closed\ndata: ${errorText(type, code)}\n\n`;
const refusing =
  (status: number, type: string, code: string): Answer =>
  (response) =>
    response.writeHead(status).end(errorText(type, code));

/** The sequences up to this one. */
async function readUntil(last: number, options: object = {}, query: object = {}): Promise<number[]> {
  const sequences: number[] = [];
  for await (const { sequence } of newClient().streamEvents(query, options)) {
    sequences.push(sequence);
    if (sequence === last) return sequences;
  }
  throw new Error('the stream ended by itself');
}

describe('a stream of events', () => {
  it('goes on where it was after broken connections and refusals that pass', async () => {
    answers = [
      streaming(`id: 4\n\n${event(5)}${event(6)}id: 7\ndata: {"sequence":7}`),
      refusing(503, 'api_error', 'service_unavailable'),
      streaming(`${event(7)}: heartbeat\nid: 12\n\n`),
      streaming(`${event(13)}${closed('api_error', 'service_unavailable')}`, 'end'),
      streaming(event(14), 'stay'),
    ];
    let opened = 0;
    const query = { start: 'latest', types: ['order.received', 'listing.sold'] };
    const onOpen = () => {
      opened += 1;
    };
    expect(await readUntil(14, { onOpen }, query)).toEqual([5, 6, 7, 13, 14]);
    expect(requests.map(({ lastEventId }) => lastEventId)).toEqual([undefined, '6', '6', '12', '13']);
    expect(requests[0]!.url).toBe('/api/v1/events/stream?types=order.received%2Clisting.sold&start=latest');
    expect(opened).toBe(4);
  });

  it('is opened anew when the hub says nothing for too long', async () => {
    answers = [streaming(event(1), 'stay'), streaming(event(2), 'stay')];
    const broken: Error[] = [];
    const options = { silenceMs: 500, onBroken: (cause: Error) => broken.push(cause) };
    expect(await readUntil(2, options)).toEqual([1, 2]);
    expect(requests[1]!.lastEventId).toBe('1');
    expect(broken[0]).toBeInstanceOf(ConnectionError);
  });

  it('does not take a slow reader for a silent hub', async () => {
    answers = [streaming(event(1) + event(2), 'stay')];
    const sequences: number[] = [];
    for await (const { sequence } of newClient().streamEvents({}, { silenceMs: 500 })) {
      sequences.push(sequence);
      if (sequence === 2) break;
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    expect(sequences).toEqual([1, 2]);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['authentication_error', 'invalid_api_key', AuthenticationError],
    ['permission_error', 'integration_disabled', PermissionError],
    ['validation_error', 'invalid_cursor', ValidationError],
  ])('ends with the typed error when the hub closes it: %s %s', async (type, code, kind) => {
    answers = [streaming(event(1) + closed(type, code), 'end')];
    const error = await readUntil(2).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code });
    expect(requests).toHaveLength(1);
  });

  it('ends with the typed error when the hub refuses to open it again', async () => {
    answers = [streaming(event(1)), refusing(401, 'authentication_error', 'expired_api_key')];
    await expect(readUntil(2)).rejects.toMatchObject({ code: 'expired_api_key', status: 401 });
  });

  it('goes on after an error answer that broke off', async () => {
    const torn: Answer = (response) => {
      response.writeHead(503, { 'content-length': '1000' });
      response.write('{"error":', () => response.destroy());
    };
    const broken: Error[] = [];
    const onBroken = (cause: Error) => broken.push(cause);
    answers = [streaming(event(1)), torn, streaming(event(2), 'stay')];
    expect(await readUntil(2, { onBroken })).toEqual([1, 2]);
    expect(broken[1]).toMatchObject({
      name: 'ConnectionError',
      message: expect.stringContaining('no complete answer'),
    });
  });

  it('that was open outlives a Retry-After of an hour, and asks again after a minute', async () => {
    vi.useFakeTimers();
    const limited = errorText('rate_limit_error', 'too_many_requests');
    const replies = [
      () => new Response(event(1)),
      () => new Response(limited, { status: 429, headers: { 'retry-after': '3600' } }),
      () => new Response(event(2)),
    ];
    const askedAtMs: number[] = [];
    const hub = newClient({
      fetch: async () => {
        askedAtMs.push(Date.now());
        return replies.shift()!();
      },
    });
    const stream = hub.streamEvents();
    await stream.next();
    const second = stream.next();
    await vi.advanceTimersByTimeAsync(62_000);
    expect(await second).toMatchObject({ value: { sequence: 2 } });
    expect(askedAtMs[2]! - askedAtMs[1]!).toBeGreaterThanOrEqual(60_000);
    await stream.return(undefined);
  });

  it('that was never open leaves a Retry-After of an hour to its caller', async () => {
    answers = [
      (response) =>
        response
          .writeHead(429, { 'retry-after': '3600' })
          .end(errorText('rate_limit_error', 'too_many_requests')),
    ];
    await expect(readUntil(1)).rejects.toMatchObject({ retryAfterSeconds: 3600 });
    expect(requests).toHaveLength(1);
  });

  it('gives up when it could never be opened', async () => {
    answers = Array.from({ length: 9 }, () => (response: http.ServerResponse) => response.destroy());
    await expect(readUntil(1)).rejects.toBeInstanceOf(ConnectionError);
    expect(requests).toHaveLength(4);
  });

  it('ends with the reason of its signal, and leaves no connection behind', async () => {
    answers = [streaming(event(1), 'stay')];
    const stop = new AbortController();
    const reason = new Error('enough');
    const gone = new Promise((resolve) =>
      server.once('request', (_, response) => response.once('close', resolve)),
    );
    const read = async () => {
      for await (const _ of newClient().streamEvents({}, { signal: stop.signal })) stop.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
    await gone;
  });

  it('closes its connection when the reader stops', async () => {
    answers = [streaming(event(1), 'stay')];
    const gone = new Promise((resolve) =>
      server.once('request', (_, response) => response.once('close', resolve)),
    );
    await readUntil(1);
    await gone;
  });
});
