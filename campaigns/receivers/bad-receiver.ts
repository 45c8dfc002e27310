import type { ContainedNetwork } from '../network/contained-network.ts';
import type { ReceiverFarm } from '../network/receiver-farm.ts';

export interface BadReceiver {
  /** What is wrong with it, as one would say it. */
  readonly name: string;
  /** Each attempt's HTTP status or class of failure is one of these. */
  readonly attempts: readonly (number | string)[];
  /** `delivered` when a status of 2xx counts, whatever comes after it; `either` by chance. */
  readonly ends: 'delivered' | 'failed' | 'either';
  /** Resolves with its URL. */
  readonly open: (place: Place) => Promise<string>;
}

/** Where bad receivers live. */
export interface Place {
  readonly farm: ReceiverFarm;
  readonly network: ContainedNetwork;
  /** A server of the operator's own that no delivery may reach. */
  readonly internalUrl: string;
  /** Listens on each loopback address, and answers 200 to what is addressed to a permitted one. */
  readonly goodPort: number;
}

export const delivers = (name: string, status: number, open: BadReceiver['open']): BadReceiver => ({
  name,
  attempts: [status],
  ends: 'delivered',
  open,
});

/** @param reason an HTTP status or the class of failure */
export const fails = (name: string, reason: number | string, open: BadReceiver['open']): BadReceiver => ({
  name,
  attempts: [reason],
  ends: 'failed',
  open,
});
