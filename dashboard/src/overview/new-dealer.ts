import type { Integration, Overview } from '../api/shapes.ts';

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Nothing is in stock or sold yet, and no platform is connected. */
export const isNewDealer = ({ listings, orders }: Overview, { setup }: Integration): boolean =>
  sum(listings) === 0 && sum(orders) === 0 && !setup.webhook_verified;
