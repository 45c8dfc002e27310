import type net from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Behaviour } from '../network/receiver-farm.ts';

const DRIP_MS = 20;
const CHUNK = 'x'.repeat(16_384);
const BOMB_BYTES = 256 * 1024 * 1024;

/** Says this and ends. */
export const saying =
  (text: string | Buffer): Behaviour =>
  (socket) =>
    socket.end(text);

/** Says this, and nothing more. */
export const beginning =
  (text: string): Behaviour =>
  (socket) =>
    socket.write(text);

export const silence: Behaviour = () => {};

export const reset: Behaviour = (socket) => socket.resetAndDestroy();

/** Says this, and then resets the connection when it is on its way. */
export const sayingThenReset =
  (text: string): Behaviour =>
  (socket) =>
    socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), DRIP_MS));

/** Says this, and then these again and again, one each few milliseconds. */
export const dripping =
  (text: string, drop: () => string): Behaviour =>
  (socket) => {
    socket.write(text);
    const timer = setInterval(() => socket.write(drop()), DRIP_MS);
    socket.on('close', () => clearInterval(timer));
  };

/** Says this, and then these again and again as fast as they are taken. */
export const flooding =
  (text: string, flood: string = CHUNK): Behaviour =>
  (socket) => {
    socket.write(text);
    pour(socket, flood);
  };

function pour(socket: net.Socket, flood: string): void {
  if (!socket.writable) return;
  socket.write(flood, () => setTimeout(pour, 1, socket, flood));
}

export const status = (code: number, headers = ''): string =>
  `HTTP/1.1 ${code} ${code < 300 ? 'Fine' : 'Bad'}\r\nConnection: close\r\n${headers}\r\n`;

/** 256 MiB of nothing, in a quarter of a megabyte. */
export function gzipBomb(): Behaviour {
  const bomb = gzipSync(Buffer.alloc(BOMB_BYTES));
  const head = status(200, `Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n`);
  return saying(Buffer.concat([Buffer.from(head), bomb]));
}

export const manyHeaders = (count: number): string =>
  Array.from({ length: count }, (_, i) => `X-${i}: v\r\n`).join('');

/** A flood of chunks of one byte, or of what stands between chunks. */
export const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
