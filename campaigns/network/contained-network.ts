import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTemporaryFolder } from '../../e2e/support/temporary-folder.ts';
import { type Issued, issueCertificate } from './issue-certificate.ts';
import { NameServer } from './name-server.ts';

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'contain-network-process.ts')).href;
const DAY_MS = 86_400_000;

export interface Dial {
  readonly address: string;
  readonly port: number;
}

/** The network as a hub sees it: its name server, its certificate authority, and what it dialled. */
export class ContainedNetwork {
  readonly names: NameServer;
  readonly authority: Issued;
  readonly #folder: string;

  constructor(names: NameServer, authority: Issued, folder: string) {
    this.names = names;
    this.authority = authority;
    this.#folder = folder;
  }

  /** What a hub needs in its environment to live in this network. */
  get settings(): Record<string, string> {
    return {
      NODE_OPTIONS: `--import ${PRELOAD}`,
      NODE_EXTRA_CA_CERTS: join(this.#folder, 'authority.pem'),
      NAME_SERVER: this.names.address,
      DIALS: join(this.#folder, 'dials'),
    };
  }

  /** Signed by the authority that hubs here trust, unless another issuer is given. */
  certify(names: readonly string[], options: Partial<Parameters<typeof issueCertificate>[0]> = {}): Issued {
    return issueCertificate({ ...validFor(365), names, issuer: this.authority, ...options });
  }

  /** Every TCP connection that was begun, in order. */
  async dials(): Promise<Dial[]> {
    const lines = (await readFile(join(this.#folder, 'dials'), 'utf8')).split('\n').filter(Boolean);
    return lines.map((line) => {
      const [address, port] = line.split(' ') as [string, string];
      return { address, port: Number(port) };
    });
  }

  async close(): Promise<void> {
    await this.names.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** From a day ago on, so that no clock is too slow for it. */
export const validFor = (days: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() - DAY_MS),
  notAfter: new Date(Date.now() + days * DAY_MS),
});

export async function openContainedNetwork(): Promise<ContainedNetwork> {
  const folder = await createTemporaryFolder();
  const authority = issueCertificate({ ...validFor(365), names: ['authority.test'], issuer: null });
  await writeFile(join(folder, 'authority.pem'), authority.cert);
  await writeFile(join(folder, 'dials'), '');
  return new ContainedNetwork(await NameServer.listen(), authority, folder);
}
