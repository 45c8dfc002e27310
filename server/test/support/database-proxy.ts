import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { DatabaseConnection } from '../../src/storage/database.ts';

/** How a process is cut off from its database: packets vanish, or connections end and can't be made anew. */
export type Cut = 'silence' | 'closed connections';

/** Stands between one process and PostgreSQL's Unix socket; can cut it off and let it through again. */
export class DatabaseProxy {
  readonly #socketPath: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut: Cut | null = null;

  /** @param socketFolder folder of PostgreSQL's socket */
  constructor(socketFolder: string, port: number) {
    this.#socketPath = `${socketFolder}/.s.PGSQL.${port}`;
    this.#server = createServer((near) => this.#join(near));
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #join(near: Socket): void {
    this.#keep(near);
    if (this.#cut === 'closed connections') return void near.destroy();
    const far = connect(this.#socketPath);
    this.#keep(far);
    forward(near, far);
    forward(far, near);
    if (this.#cut === 'silence') for (const socket of [near, far]) socket.pause();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  cut(how: Cut): void {
    this.#cut = how;
    for (const socket of this.#sockets) {
      if (how === 'silence') socket.pause();
      else socket.destroy();
    }
  }

  /** What was under way when it fell silent goes on. */
  heal(): void {
    this.#cut = null;
    for (const socket of this.#sockets) socket.resume();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function forward(from: Socket, to: Socket): void {
  from.on('data', (bytes) => to.write(bytes));
  // The process that loses its connection tells of it.
  from.on('error', () => {});
  from.on('close', () => to.destroy());
}

export async function startDatabaseProxy(socketFolder: string, port: number): Promise<DatabaseProxy> {
  const proxy = new DatabaseProxy(socketFolder, port);
  await proxy.listen();
  return proxy;
}

/** A proxy before this database, and how to connect through it. */
export async function proxyTo(
  connection: DatabaseConnection,
): Promise<{ readonly proxy: DatabaseProxy; readonly connection: DatabaseConnection }> {
  if (!('host' in connection)) throw new Error('the proxy needs a socket to dial');
  const proxy = await startDatabaseProxy(connection.host, connection.port);
  return { proxy, connection: { ...connection, host: '127.0.0.1', port: proxy.port } };
}
