import pg from 'pg';
import { createDealer, type Dealer } from '../../e2e/support/dealer.ts';
import { readDatabaseUrl } from '../../e2e/support/embedded-postgres.ts';
import { expectStatus } from '../../e2e/support/http-client.ts';
import type { HubProcess } from '../../e2e/support/hub-process.ts';
import type { Delivery } from '../../e2e/support/shapes.ts';
import { finishDeliveries } from '../finish-deliveries.ts';
import type { Ledger } from '../ledger.ts';
import type { TargetCase } from './target-case.ts';

const ENDPOINTS_PER_DEALER = 10;

/**
 * An event and a ping to each target. Those that are no names got into their endpoint's row as if it was written
 * when the operator still permitted them.
 */
export async function inspectDeliveries(
  hub: HubProcess,
  cases: readonly TargetCase[],
  isPermitted: (target: TargetCase) => boolean,
  ledger: Ledger,
): Promise<void> {
  const database = new pg.Client({ connectionString: await readDatabaseUrl(hub.dataDir) });
  await database.connect();
  try {
    for (let i = 0; i < cases.length; i += ENDPOINTS_PER_DEALER) {
      const dealer = await createDealer(hub);
      const targets = await aimEndpoints(dealer, database, cases.slice(i, i + ENDPOINTS_PER_DEALER));
      for (const delivery of await sendToAll(dealer, [...targets.keys()])) {
        const target = targets.get(delivery.endpoint_id)!;
        judge(delivery, target, isPermitted(target), ledger);
      }
    }
  } finally {
    await database.end();
  }
}

async function aimEndpoints(
  dealer: Dealer,
  database: pg.Client,
  cases: readonly TargetCase[],
): Promise<Map<string, TargetCase>> {
  const made = await Promise.all(
    cases.map(async (target) => {
      const url = target.isNamed ? target.url : 'https://example.com/before';
      return [(await dealer.newEndpoint(url)).id, target] as const;
    }),
  );
  for (const [id, { url, isNamed }] of made)
    if (!isNamed) await database.query('update webhook_endpoints set url = $1 where id = $2', [url, id]);
  return new Map(made);
}

/** Publishes a listing and pings each endpoint; resolves with the deliveries once none waits. */
export async function sendToAll(dealer: Dealer, endpointIds: readonly string[]): Promise<Delivery[]> {
  const listing = await dealer.newListing();
  const pings = await Promise.all(
    endpointIds.map((id) => dealer.dashboard.post<{ event_id: string }>(`/webhook-endpoints/${id}/ping`)),
  );
  const events = pings.map((answer) => expectStatus(answer, 200).event_id);
  await finishDeliveries(dealer);
  const deliveries = await dealer.deliveries();
  const ended = deliveries.filter((it) => it.resource_id === listing.id || events.includes(it.event_id));
  if (ended.length < 2 * endpointIds.length)
    throw new Error(`${ended.length} deliveries to ${endpointIds.length}`);
  return ended;
}

function judge(delivery: Delivery, { url, address }: TargetCase, isPermitted: boolean, ledger: Ledger): void {
  ledger.count(delivery.event_type === 'integration.test_event' ? 'pings' : 'deliveries');
  const told = delivery.attempts.map((it) => it.http_status ?? it.error);
  const isBlocked = told.length > 0 && told.every((it) => it === 'blocked_address');
  const isRight = isPermitted ? !told.includes('blocked_address') : isBlocked && delivery.status === 'failed';
  ledger.check(
    isRight,
    `${delivery.event_type} to ${url} (${address}) is logged as ${delivery.status}: ${told.join(', ')}`,
  );
}
