import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { serve } from '../child.ts';
import { Arrivals } from './arrivals.ts';
import { headerOf, RequestReader } from './request-reader.ts';
import { WallClock } from './wall-clock.ts';

// The receiver of all deliveries, a process of its own. Under /slow it answers late; its second port takes bytes one
// by one; everything else is answered at once.

const SLOW_ANSWER_MS = 10_000;
const BYTE_MS = 20;
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');

const arrivals = new Arrivals();
const clock = new WallClock();
let expected: readonly string[] = [];

function answer(socket: Socket, head: string): void {
  const nowMs = clock.nowMs();
  arrivals.add(headerOf(head, 'wth-delivery-id') ?? '', nowMs);
  if (head.startsWith('POST /slow')) setTimeout(() => socket.write(ANSWER), SLOW_ANSWER_MS);
  else socket.write(ANSWER);
}

/** A sender that was killed, or has given up, resets the connection. */
const ignore = (): void => {};

const fast = net.createServer({ noDelay: true }, (socket) => {
  const reader = new RequestReader((head) => answer(socket, head));
  socket.on('data', (chunk) => reader.add(chunk as Buffer)).on('error', ignore);
});

const byteByByte = net.createServer((socket) => {
  const reader = new RequestReader((head) => answer(socket, head));
  const timer = setInterval(() => {
    const byte = socket.read(1) as Buffer | null;
    if (byte !== null) reader.add(byte);
  }, BYTE_MS);
  // Without a listener the end of the stream, and with it the close, would never be seen.
  socket.on('readable', ignore).on('error', ignore);
  socket.on('close', () => clearInterval(timer));
});

async function listen(server: net.Server): Promise<string> {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const handlers = {
  listen: async (_: null) => ({ origin: await listen(fast), byteByByteOrigin: await listen(byteByByte) }),
  /** Forgets everything, for a new measurement. */
  empty: (_: null) => {
    arrivals.clear();
    clock.set();
  },
  /** Sets what `countMissing` looks for. */
  expect: (deliveryIds: readonly string[]) => {
    expected = deliveryIds;
  },
  countMissing: (_: null): number => {
    expected = expected.filter((id) => !arrivals.has(id));
    return expected.length;
  },
  collect: (_: null) => arrivals.columns(),
};

export type ReceiverHandlers = typeof handlers;

serve(handlers);
