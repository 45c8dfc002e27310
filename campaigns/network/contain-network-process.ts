import dns from 'node:dns/promises';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded before the hub (`--import`): names are asked of NAME_SERVER (`address:port`) alone, and every TCP
 * connection is written to DIALS as a line `address port` before it is made. One that would leave this machine
 * goes to the same port on loopback instead, so that the whole Internet is what the campaign listens with.
 */
const { NAME_SERVER, DIALS } = process.env as { NAME_SERVER: string; DIALS: string };

interface TcpHandle {
  connect(request: unknown, address: string, port: number): number;
  connect6(request: unknown, address: string, port: number): number;
}

// Below `node:net`, so that nothing that dials can pass by. Node has no public name for it.
const { TCP } = (process as unknown as { binding(name: string): { TCP: { prototype: TcpHandle } } }).binding(
  'tcp_wrap',
);
const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:(127\.|7f))/.test(address);

for (const [method, loopback] of [
  ['connect', '127.0.0.1'],
  ['connect6', '::1'],
] as const) {
  const dial = TCP.prototype[method];
  TCP.prototype[method] = function (this: TcpHandle, request, address, port) {
    appendFileSync(DIALS, `${address} ${port}\n`);
    return dial.call(this, request, isLoopback(address) ? address : loopback, port);
  };
}

class ContainedResolver extends dns.Resolver {
  constructor(options?: ConstructorParameters<typeof dns.Resolver>[0]) {
    super(options);
    this.setServers([NAME_SERVER]);
  }
}
Object.assign(dns, { Resolver: ContainedResolver });
syncBuiltinESMExports();
