import type net from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createSender,
  type Sender,
  type SenderOptions,
  type SendResult,
} from '../../src/deliveries/sender.ts';
import {
  answer,
  type RawReceiver,
  type Receiver,
  startRawReceiver,
  startReceiver,
} from '../support/receiver.ts';
import { TEST_CERTIFICATE } from '../support/test-certificate.ts';

const closers: (() => Promise<void>)[] = [];
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  for (const close of closers.splice(0)) await close();
});

function senderWith(options: Partial<SenderOptions> = {}): Sender {
  const sender = createSender({ timeoutMs: 2_000, allowPrivate: true, ...options });
  closers.push(sender.close);
  return sender;
}

const send = (url: string, options: Partial<SenderOptions> = {}): Promise<SendResult> =>
  senderWith(options).send({ url: new URL(url), headers: { 'X-Test': 'yes' }, body: '{"a":"ü"}' }).result;

async function rawReceiver(onRequest: (socket: net.Socket) => void): Promise<RawReceiver> {
  const raw = await startRawReceiver(onRequest);
  closers.push(raw.close);
  return raw;
}

const failed = (failure: string) => ({ kind: 'failure', failure });

describe('a request', () => {
  test('is a POST with exactly the headers and bytes given', async () => {
    await send(`${receiver.origin}/hook?shop=1`);
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/hook?shop=1', body: '{"a":"ü"}' });
    expect(request!.headers).toMatchObject({
      'x-test': 'yes',
      host: `127.0.0.1:${receiver.port}`,
      'content-length': '10',
    });
    expect(request!.headers).not.toHaveProperty('accept-encoding');
  });

  test('reuses its connection for the next one', async () => {
    const sender = senderWith();
    const request = { url: new URL(receiver.origin), headers: {}, body: '' };
    await sender.send(request).result;
    // The client frees a connection one turn after its answer, lest the receiver closes it after all.
    await nextTurn();
    await nextTurn();
    await sender.send(request).result;
    expect(receiver.connections()).toBe(1);
  });

  test('that is aborted reports nothing and is not sent afterwards', async () => {
    const sender = senderWith({
      resolveName: () => new Promise((resolve) => setImmediate(() => resolve(['127.0.0.1']))),
    });
    const exchange = sender.send({
      url: new URL(`http://name.example:${receiver.port}/`),
      headers: {},
      body: '',
    });
    exchange.abort();
    expect(await exchange.result).toEqual({ kind: 'aborted' });
    await sender.send({ url: new URL(`http://name.example:${receiver.port}/2`), headers: {}, body: '' })
      .result;
    expect(receiver.requests.map((request) => request.path)).toEqual(['/2']);
  });
});

describe('a response', () => {
  test.each([200, 201, 204, 301, 302, 307, 400, 404, 410, 429, 500, 503])(
    'with status %i is reported as it is',
    async (status) => {
      const other = await startReceiver();
      closers.push(other.close);
      receiver.respondWith(answer(status, { Location: other.origin, 'X-Shop': 'a' }));
      expect(await send(receiver.origin)).toMatchObject({
        kind: 'response',
        status,
        headers: { 'x-shop': 'a' },
        preview: '',
      });
      expect(other.requests).toEqual([]);
    },
  );

  test('is shown up to 4 KiB, without NUL and without broken characters', async () => {
    receiver.respondWith(answer(200, {}, `a\0b${'€'.repeat(5_000)}`));
    const result = await send(receiver.origin);
    expect(result).toMatchObject({ kind: 'response', status: 200, preview: `a\uFFFDb${'€'.repeat(1364)}` });
  });

  test('that is no UTF-8 is shown with replacement characters', async () => {
    receiver.respondWith((_, response) => response.end(Buffer.from([0x61, 0xff, 0xfe, 0x62])));
    expect(await send(receiver.origin)).toMatchObject({ preview: 'a\uFFFD\uFFFDb' });
  });

  test('is not decompressed', async () => {
    receiver.respondWith(answer(200, { 'Content-Encoding': 'gzip' }, 'not gzip at all'));
    expect(await send(receiver.origin)).toMatchObject({ status: 200, preview: 'not gzip at all' });
  });

  test('with many and long headers is cut', async () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`x-${i}`, 'v']));
    receiver.respondWith(answer(200, { 'X-Long': 'y'.repeat(3_000), 'X-Two': ['a', 'b'], ...many }));
    const result = await send(receiver.origin);
    if (result.kind !== 'response') throw new Error(result.kind);
    expect(Object.keys(result.headers)).toHaveLength(64);
    expect(result.headers['x-long']).toHaveLength(1_000);
    expect(result.headers['x-two']).toBe('a, b');
  });

  test('whose body never ends counts from its status line, and is dropped after 64 KiB', async () => {
    let isOpen = true;
    receiver.respondWith((_, response) => {
      response.on('close', () => {
        isOpen = false;
      });
      response.writeHead(200);
      const write = () => {
        if (isOpen) response.write('x'.repeat(1024), () => setImmediate(write));
      };
      write();
    });
    expect(await send(receiver.origin, { timeoutMs: 20_000 })).toMatchObject({
      status: 200,
      preview: 'x'.repeat(4096),
    });
    await expect.poll(() => isOpen).toBe(false);
  });

  test.each([200, 500])('%i whose body stalls counts from its status line', async (status) => {
    receiver.respondWith((_, response) => response.writeHead(status).write('begun'));
    expect(await send(receiver.origin, { timeoutMs: 150 })).toMatchObject({
      kind: 'response',
      status,
      preview: 'begun',
    });
  });

  test('whose body breaks off counts from its status line', async () => {
    const raw = await rawReceiver((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort');
    });
    expect(await send(raw.origin)).toMatchObject({ kind: 'response', status: 200, preview: 'short' });
  });

  test('after early hints is the final one', async () => {
    const raw = await rawReceiver((socket) => {
      socket.end('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n');
    });
    expect(await send(raw.origin)).toMatchObject({ kind: 'response', status: 204 });
  });
});

describe('an answer that never ends', () => {
  /** Says this once, and then the other again and again until it is cut off. */
  const flooding = (text: string, flood: string) => (socket: net.Socket) => {
    const pour = () => socket.writable && socket.write(flood, () => setImmediate(pour));
    socket.write(text);
    pour();
  };
  const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(200);
  const LONG = 'x'.repeat(16_384);
  const unhurried = { timeoutMs: 60_000 };

  test.each([
    ['in its status line', flooding('HTTP/1.1 200 ', LONG)],
    ['in 1xx answers', flooding('', HINTS)],
  ])('%s is cut off as protocol, long before the timeout', async (_, onRequest) => {
    expect(await send((await rawReceiver(onRequest)).origin, unhurried)).toEqual(failed('protocol'));
  });

  test('in a chunk extension is cut off, and counts from its status line', async () => {
    const raw = await rawReceiver(
      flooding('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=', LONG),
    );
    expect(await send(raw.origin, unhurried)).toMatchObject({ kind: 'response', status: 200 });
  });
});

describe('a failure', () => {
  test('is a timeout when no status line comes', async () => {
    receiver.respondWith(() => {});
    expect(await send(receiver.origin, { timeoutMs: 100 })).toEqual(failed('timeout'));
  });

  test('is a timeout when the name server hangs', async () => {
    const resolveName = () => new Promise<string[]>(() => {});
    expect(await send('https://slow.example/', { timeoutMs: 100, resolveName })).toEqual(failed('timeout'));
  });

  test('is a timeout when headers drip', async () => {
    const raw = await rawReceiver((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
    });
    expect(await send(raw.origin, { timeoutMs: 100 })).toEqual(failed('timeout'));
  });

  test('is connection_refused when nobody listens', async () => {
    const raw = await startRawReceiver(() => {});
    await raw.close();
    expect(await send(raw.origin)).toEqual(failed('connection_refused'));
  });

  test.each<[string, (socket: net.Socket) => void]>([
    ['is reset', (socket) => socket.resetAndDestroy()],
    ['is closed without an answer', (socket) => socket.end()],
  ])('is connection_refused when the connection %s', async (_, onRequest) => {
    expect(await send((await rawReceiver(onRequest)).origin)).toEqual(failed('connection_refused'));
  });

  test.each([
    'SSH-2.0-OpenSSH_9.2\r\n',
    'HTTP/1.1 abc\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    `HTTP/1.1 200 OK\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n`,
  ])('is protocol when the answer is not HTTP: %.20s', async (text) => {
    expect(await send((await rawReceiver((socket) => socket.end(text))).origin)).toEqual(failed('protocol'));
  });

  test('is dns when the name is unknown', async () => {
    const resolveName = async () => {
      throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    expect(await send('https://unknown.example/', { resolveName })).toEqual(failed('dns'));
    expect(await send('https://empty.example/', { resolveName: async () => [] })).toEqual(failed('dns'));
    expect(await send('https://does-not-exist.invalid/')).toEqual(failed('dns'));
  });
});

describe('TLS', () => {
  let secure: Receiver;
  const authorities = tls.getCACertificates();
  beforeEach(async () => {
    secure = await startReceiver({ tls: true });
    closers.push(secure.close);
  });
  afterEach(() => tls.setDefaultCACertificates(authorities));

  test('with a self-signed certificate fails as tls', async () => {
    expect(await send(secure.origin)).toEqual(failed('tls'));
    expect(secure.requests).toEqual([]);
  });

  test('with plain text behind the port fails as tls', async () => {
    expect(await send(`https://127.0.0.1:${receiver.port}/`)).toEqual(failed('tls'));
  });

  test('with a trusted certificate is verified against the name that was given, not the address dialled', async () => {
    tls.setDefaultCACertificates([...authorities, TEST_CERTIFICATE]);
    const resolveName = async () => ['127.0.0.1'];
    expect(await send(`https://receiver.example:${secure.port}/`, { resolveName })).toMatchObject({
      status: 200,
    });
    expect(secure.requests[0]!.headers.host).toBe(`receiver.example:${secure.port}`);
    expect(await send(`https://other.example:${secure.port}/`, { resolveName })).toEqual(failed('tls'));
  });
});

describe('a forbidden address', () => {
  const resolvesTo = (...addresses: string[]) => ({ resolveName: async () => addresses });

  test.each([
    'https://127.0.0.1:PORT/',
    'https://2130706433:PORT/',
    'https://[::1]:PORT/',
    'https://[::ffff:127.0.0.1]:PORT/',
    'https://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:PORT/',
    'http://8.8.8.8/',
  ])('is not dialled: %s', async (url) => {
    expect(await send(url.replace('PORT', String(receiver.port)), { allowPrivate: false })).toEqual(
      failed('blocked_address'),
    );
    expect(receiver.connections()).toBe(0);
  });

  test('is not dialled when a name leads to it, localhost names included', async () => {
    for (const name of ['inside.example', 'localhost', 'hub.localhost']) {
      const url = `https://${name}:${receiver.port}/`;
      const options = name.endsWith('localhost') ? {} : resolvesTo('10.0.0.1', '127.0.0.1', 'fd00::1');
      expect(await send(url, { allowPrivate: false, ...options })).toEqual(failed('blocked_address'));
    }
    expect(receiver.connections()).toBe(0);
  });

  test('is left out when the name has an allowed one too', async () => {
    const options = {
      ...resolvesTo('169.254.169.254', '127.0.0.1', '10.0.0.1'),
      allowPrivate: ['127.0.0.0/8'],
    };
    expect(await send(`http://mixed.example:${receiver.port}/`, options)).toMatchObject({ status: 200 });
  });

  test('or any other is not dialled beyond the first four of its family', async () => {
    const refusing = ['127.1.0.1', '127.1.0.2', '127.1.0.3', '127.1.0.4'];
    const url = `http://crowd.example:${receiver.port}/`;
    const fourth = resolvesTo(...refusing.slice(1), '127.0.0.1');
    expect(await send(url, fourth)).toMatchObject({ status: 200 });
    expect(await send(url, resolvesTo(...refusing, '127.0.0.1'))).toEqual(failed('connection_refused'));
    expect(receiver.connections()).toBe(1);
  });

  test('of a metadata service stays blocked when private targets are permitted', async () => {
    expect(await send('http://169.254.169.254/', { allowPrivate: true })).toEqual(failed('blocked_address'));
    expect(
      await send('http://meta.example/', { allowPrivate: true, ...resolvesTo('169.254.169.254') }),
    ).toEqual(failed('blocked_address'));
  });

  test('that a name changes to between two connections is not dialled', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    let lookups = 0;
    const sender = senderWith({
      allowPrivate: ['127.0.0.1/32'],
      resolveName: async () => answers[lookups++]!,
    });
    const request = { url: new URL(`http://rebinding.example:${receiver.port}/`), headers: {}, body: '' };
    receiver.respondWith(answer(200, { Connection: 'close' }));
    expect(await sender.send(request).result).toMatchObject({ status: 200 });
    expect(await sender.send(request).result).toEqual(failed('blocked_address'));
    expect(lookups).toBe(2);
  });

  test('is not reached over http when a name leads to the public network', async () => {
    expect(await send('http://public.example/', resolvesTo('93.184.216.34'))).toEqual(
      failed('blocked_address'),
    );
  });
});

test('names are asked of this machine before the network', async () => {
  expect(await send(`http://localhost:${receiver.port}/`)).toMatchObject({ status: 200 });
  expect(await send(`http://hub.localhost.:${receiver.port}/`)).toMatchObject({ status: 200 });
});
