import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Servers that count who comes. */
export interface Canary {
  /** Of all of them. */
  readonly port: number;
  /** To addresses nobody may be sent to. */
  readonly connections: number;
  readonly permittedConnections: number;
  close(): Promise<void>;
}

/** Listens at the same port of all addresses; what connects is hung up on. */
export async function startCanary(forbidden: readonly string[], permitted: string): Promise<Canary> {
  const counts = { forbidden: 0, permitted: 0 };
  const servers: Server[] = [];
  const listen = async (address: string, port: number, kind: keyof typeof counts): Promise<number> => {
    const server = createServer((socket) => {
      counts[kind] += 1;
      socket.destroy();
    });
    server.listen(port, address);
    await once(server, 'listening');
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(permitted, 0, 'permitted');
  for (const address of forbidden) await listen(address, port, 'forbidden');
  return {
    port,
    get connections() {
      return counts.forbidden;
    },
    get permittedConnections() {
      return counts.permitted;
    },
    async close() {
      for (const server of servers) {
        server.close();
        await once(server, 'close');
      }
    },
  };
}
