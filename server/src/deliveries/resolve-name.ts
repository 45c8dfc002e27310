import { lookup, Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isLocalhostName } from '../domain/endpoint-url.ts';
import { NameLookupError } from './failure-class.ts';

/** The addresses of a name, in the order to try them; throws `NameLookupError` when there are none. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

const HOSTS_FILE = '/etc/hosts';
/** `getaddrinfo` blocks one of Node's four worker threads for as long as it takes. */
const SYSTEM_LOOKUPS_MAX = 2;

/**
 * Looks names up in the hosts file, then asks DNS without a thread, so that a receiver whose name server hangs
 * holds up nobody else's lookups.
 * @param useSystem whether names may be the operator's own (search domains, mDNS), which only the system knows
 */
export function createNameResolver({ useSystem }: { useSystem: boolean }): ResolveName {
  let systemLookups = 0;
  const askSystem = async (name: string): Promise<string[]> => {
    if (systemLookups >= SYSTEM_LOOKUPS_MAX)
      throw new NameLookupError(`too many lookups wait beside ${name}`);
    systemLookups += 1;
    try {
      return (await lookup(name, { all: true })).map((found) => found.address);
    } finally {
      systemLookups -= 1;
    }
  };
  return async (name) => {
    if (isLocalhostName(name)) return ['127.0.0.1', '::1'];
    const listed = await readHostsFile(name);
    if (listed.length > 0) return listed;
    try {
      return await askDns(name);
    } catch (error) {
      // Refused by our own name server: this machine has none, so the system must know another way.
      const hasNoServer = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
      if (!useSystem && !hasNoServer) throw new NameLookupError(`no address for ${name}`, { cause: error });
    }
    try {
      return await askSystem(name);
    } catch (error) {
      throw new NameLookupError(`no address for ${name}`, { cause: error });
    }
  };
}

/** IPv4 first: what is reachable at all nearly always is by IPv4. */
async function askDns(name: string): Promise<string[]> {
  // Of its own for each name: an answer that can't be read fails all questions that wait on the same connection.
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const found = [v4, v6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (found.length > 0) return found;
  throw v4.status === 'rejected' ? v4.reason : new NameLookupError(`no address for ${name}`);
}

async function readHostsFile(name: string): Promise<string[]> {
  // Not every system has one.
  const text = await readFile(HOSTS_FILE, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/);
    return address && names.includes(name) ? [address] : [];
  });
}
