import { createDealer } from '../../e2e/support/dealer.ts';
import type { HubProcess } from '../../e2e/support/hub-process.ts';
import type { Delivery, Endpoint } from '../../e2e/support/shapes.ts';
import type { Ledger } from '../ledger.ts';
import type { NameServer } from '../network/name-server.ts';
import { sendToAll } from './inspect-deliveries.ts';

/** A public address, at which the campaign itself answers. */
export const PUBLIC = '93.184.216.34';
/** What names turn to, and what they have beside a public address. */
const INSIDE = ['127.0.0.1', '169.254.169.254', '10.0.0.1', '::1', '64:ff9b::7f00:1'];

/** Names that are public when their endpoint is made and private later, and names that are both at once. */
export async function inspectTurning(
  hub: HubProcess,
  names: NameServer,
  publicPort: number,
  ledger: Ledger,
): Promise<void> {
  const dealer = await createDealer(hub);
  const turning: Endpoint[] = [];
  const both: Endpoint[] = [];
  for (const [i, inside] of INSIDE.entries()) {
    names.set(`turning-${i}.ssrf.test`, [PUBLIC]);
    turning.push(await dealer.newEndpoint(`https://turning-${i}.ssrf.test:${publicPort}/hook`));
    names.set(`both-${i}.ssrf.test`, i % 2 === 0 ? [PUBLIC, inside] : [inside, PUBLIC]);
    both.push(await dealer.newEndpoint(`https://both-${i}.ssrf.test:${publicPort}/hook`));
  }
  const ids = [...turning, ...both].map(({ id }) => id);
  for (const delivery of await sendToAll(dealer, ids))
    judge(delivery, 200, 'while the name is public', ledger);
  for (const [i, inside] of INSIDE.entries()) names.set(`turning-${i}.ssrf.test`, [inside]);
  for (const delivery of await sendToAll(dealer, ids)) {
    const hasTurned = turning.some(({ id }) => id === delivery.endpoint_id);
    judge(delivery, hasTurned ? 'blocked_address' : 200, 'after the names have turned', ledger);
  }
}

function judge(delivery: Delivery, expected: number | string, when: string, ledger: Ledger): void {
  ledger.count('deliveries to names that turn private, or are both');
  const told = delivery.attempts.map((it) => it.http_status ?? it.error);
  ledger.check(
    told.length > 0 && told.every((it) => it === expected),
    `${delivery.url}, ${when}, is logged as ${told.join(', ')}, not ${expected}`,
  );
}
