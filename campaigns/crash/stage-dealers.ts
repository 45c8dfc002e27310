import { Api } from '../../e2e/support/api.ts';
import { Dashboard } from '../../e2e/support/dashboard.ts';
import { createDealer } from '../../e2e/support/dealer.ts';
import type { Listing } from '../../e2e/support/shapes.ts';
import type { CrashStage } from './crash-stage.ts';

const DEALERS = 3;
/** Listings of many pieces, which orders, cancels and the dealer's own changes meet on. */
const LARGE_LISTINGS = 3;
export const LARGE_QUANTITY = 1_000;

export interface StageDealer {
  readonly index: number;
  readonly key: string;
  /** By API process. */
  readonly apis: readonly Api[];
  readonly dashboards: readonly Dashboard[];
  readonly large: readonly Listing[];
  /** Paths at the receiver: one that hears everything, and of the first dealer one of orders alone. */
  readonly paths: readonly string[];
}

export async function signUpDealers(stage: CrashStage): Promise<StageDealer[]> {
  const dealers: StageDealer[] = [];
  for (let index = 0; index < DEALERS; index += 1) dealers.push(await signUp(stage, index));
  return dealers;
}

async function signUp(stage: CrashStage, index: number): Promise<StageDealer> {
  const dealer = await createDealer(stage.apis[0]!);
  const { key } = await dealer.newKey('live');
  const all = `/all/${index}`;
  await dealer.newEndpoint(stage.receiver.url(all), { rate_limit_per_second: 10_000 });
  const paths = [all];
  if (index === 0) {
    await dealer.newEndpoint(stage.receiver.url('/orders'), { events: ['order.*'] });
    paths.push('/orders');
  }
  const large = await Promise.all(
    Array.from({ length: LARGE_LISTINGS }, () => dealer.newListing({ quantity: LARGE_QUANTITY })),
  );
  return {
    ...{ index, key, large, paths },
    apis: stage.apis.map((it) => new Api(it, key)),
    dashboards: stage.apis.map((it) => new Dashboard(it, dealer.dashboard.cookie)),
  };
}
