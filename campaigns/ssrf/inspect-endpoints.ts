import type { Dealer } from '../../e2e/support/dealer.ts';
import type { Answer } from '../../e2e/support/http-client.ts';
import type { Endpoint, Refusal } from '../../e2e/support/shapes.ts';
import type { Ledger } from '../ledger.ts';

const AT_ONCE = 4;

export interface EndpointCase {
  readonly url: string;
  readonly isPermitted: boolean;
}

/** Each URL as that of a new endpoint and as the new one of an old endpoint. */
export async function inspectEndpoints(
  dealer: Dealer,
  cases: readonly EndpointCase[],
  ledger: Ledger,
): Promise<void> {
  const places = await Promise.all(
    Array.from({ length: AT_ONCE }, () => dealer.newEndpoint('https://example.com/', { is_enabled: false })),
  );
  const waiting = [...cases];
  await Promise.all(
    places.map(async (place) => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        await inspectEndpoint(dealer, place, next, ledger);
    }),
  );
  for (const { id } of places) await dealer.dashboard.delete(`/webhook-endpoints/${id}`);
}

async function inspectEndpoint(
  dealer: Dealer,
  place: Endpoint,
  { url, isPermitted }: EndpointCase,
  ledger: Ledger,
): Promise<void> {
  const created = await dealer.dashboard.post<Endpoint & Refusal>('/webhook-endpoints', {
    url,
    is_enabled: false,
  });
  ledger.count('URLs of new endpoints');
  ledger.check(
    isAsExpected(created, 201, isPermitted),
    `a new endpoint with ${JSON.stringify(url)} got ${created.status}`,
  );
  if (created.status === 201) await dealer.dashboard.delete(`/webhook-endpoints/${created.body.id}`);
  const changed = await dealer.dashboard.patch(`/webhook-endpoints/${place.id}`, { url });
  ledger.count('URLs of changed endpoints');
  ledger.check(
    isAsExpected(changed as Answer<Refusal>, 200, isPermitted),
    `an endpoint changed to ${JSON.stringify(url)} got ${changed.status}`,
  );
}

const isAsExpected = (answer: Answer<Refusal>, status: number, isPermitted: boolean): boolean =>
  isPermitted
    ? answer.status === status
    : answer.status === 400 && answer.code === 'invalid_parameter' && answer.body.error.param === 'url';
