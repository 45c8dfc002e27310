import { once } from 'node:events';
import net from 'node:net';

/** The beginning of a POST, whatever its Content-Length says. @returns the connection, still open */
export async function beginRequest(url: string, length: string, body: string): Promise<net.Socket> {
  const { port, hostname, pathname } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  // Receivers may hang up on it at any time.
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${body}`);
  return socket;
}
