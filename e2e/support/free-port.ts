import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** For a process that must come back at the same address; free at the moment. */
export async function findFreePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
