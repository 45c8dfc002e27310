import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';

/** What a receiver does with a connection. */
export type Behaviour = (socket: net.Socket) => void;

/** Servers of all kinds on loopback, closed together with every connection they have. */
export class ReceiverFarm {
  readonly #servers = new Set<net.Server>();
  readonly #sockets = new Set<net.Socket>();

  /** Behaves so as soon as a request begins. Resolves with its port. */
  onRequest(behaviour: Behaviour, address?: string): Promise<number> {
    return this.onConnection((socket) => socket.once('data', () => behaviour(socket)), address);
  }

  onConnection(behaviour: Behaviour, address?: string, port?: number): Promise<number> {
    return this.#open(net.createServer(this.#kept(behaviour)), address, port);
  }

  /** The same behind TLS. */
  async onSecureRequest(options: tls.TlsOptions, behaviour: Behaviour): Promise<number> {
    const server = tls.createServer(
      options,
      this.#kept((socket) => socket.once('data', () => behaviour(socket))),
    );
    server.on('tlsClientError', () => {});
    return await this.#open(server);
  }

  /** Speaks HTTP/2 and nothing else; in plain text from the first byte without options. */
  async http2(options: tls.TlsOptions | null): Promise<number> {
    const server = options === null ? http2.createServer() : http2.createSecureServer(options);
    server.on('stream', (stream) => stream.respond({ ':status': 200 }, { endStream: true }));
    server.on('sessionError', () => {});
    server.on('tlsClientError', () => {});
    return await this.#open(server);
  }

  /** A port at which nobody listens. */
  async closedPort(): Promise<number> {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(
      [...this.#servers].map(async (server) => {
        server.close();
        await once(server, 'close');
      }),
    );
  }

  async #open(server: net.Server, address = '127.0.0.1', port = 0): Promise<number> {
    this.#servers.add(server);
    server.on('connection', (socket: net.Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.listen(port, address);
    await once(server, 'listening');
    return (server.address() as net.AddressInfo).port;
  }

  #kept(behaviour: Behaviour): Behaviour {
    return (socket) => {
      // The hub has given up.
      socket.on('error', () => {});
      behaviour(socket);
    };
  }
}
