import type { Child } from '../../bench/child.ts';
import type { LoadHandlers } from '../../bench/load/load-process.ts';
import type { Api } from '../../e2e/support/api.ts';
import { createDealer, type Dealer } from '../../e2e/support/dealer.ts';
import { type HubProcess, runHubCommand } from '../../e2e/support/hub-process.ts';
import type { Receiver } from '../../e2e/support/receiver.ts';
import type { Listing } from '../../e2e/support/shapes.ts';
import type { CampaignOptions } from '../campaign.ts';

/** The most a listing can have: no run sells them all. */
const PIECES = 10_000;
const LISTINGS = 8;

export interface LoadDealer {
  readonly dealer: Dealer;
  readonly api: Api;
  readonly listings: readonly Listing[];
}

export interface LoadScene extends Pick<CampaignOptions, 'isShort' | 'log'> {
  readonly hub: HubProcess;
  readonly receiver: Receiver;
  /** A process of its own: it must not slow down who measures. */
  readonly load: Child<LoadHandlers>;
  /** Whom nothing may hurt. */
  readonly bystander: LoadDealer;
  /** Who loads the hub. */
  readonly loader: LoadDealer;
}

export async function joinScene(
  hub: HubProcess,
  receiver: Receiver,
  load: Child<LoadHandlers>,
  options: Pick<CampaignOptions, 'isShort' | 'log'>,
): Promise<LoadScene> {
  const [bystander, loader] = [await joinDealer(hub), await joinDealer(hub)];
  // For the import.
  await runHubCommand(hub, 'dealers', 'set-listing-limit', loader.dealer.account.email, '1000000');
  await bystander.dealer.newEndpoint(receiver.url(), { rate_limit_per_second: 10_000 });
  return { hub, receiver, load, bystander, loader, ...options };
}

async function joinDealer(hub: HubProcess): Promise<LoadDealer> {
  const dealer = await createDealer(hub);
  const listings = await Promise.all(
    Array.from({ length: LISTINGS }, () => dealer.newListing({ quantity: PIECES })),
  );
  return { dealer, api: await dealer.api('live'), listings };
}
