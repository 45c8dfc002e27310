import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection that is not spoken to as one should. */
export interface HostileSocket {
  readonly socket: Socket;
  /** All that came, as far as it is looked at. */
  text: string;
  isClosed: boolean;
}

const TEXT_MAX = 10_000_000;

/** Resolves when it is open; what breaks it later only closes it. */
export async function open(origin: string, localAddress?: string): Promise<HostileSocket> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), ...(localAddress ? { localAddress } : {}) });
  const hostile: HostileSocket = { socket, text: '', isClosed: false };
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    if (hostile.text.length < TEXT_MAX) hostile.text += chunk;
  });
  socket.on('close', () => {
    hostile.isClosed = true;
  });
  await once(socket, 'connect');
  socket.on('error', () => {});
  return hostile;
}

/** In batches, so that the hub's queue of new connections holds them. */
export async function openMany(origin: string, count: number, begin: string): Promise<HostileSocket[]> {
  const sockets: HostileSocket[] = [];
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(100, count - sockets.length) }, () => open(origin));
    sockets.push(...(await Promise.all(batch)));
  }
  for (const { socket } of sockets) if (begin !== '') socket.write(begin);
  return sockets;
}

/** Sends one byte a second to each; returns how to end it. */
export function drip(sockets: readonly HostileSocket[]): () => void {
  const timer = setInterval(() => {
    for (const { socket } of sockets) if (socket.writable) socket.write('x');
  }, 1_000);
  return () => clearInterval(timer);
}
