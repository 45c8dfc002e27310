import type { Overview } from '../api/shapes.ts';

/** Listings that a plan counts: drafts, published and unpublished ones; sold ones no longer. */
export const countsAgainstPlan = ({ draft, published, unpublished }: Overview['listings']): number =>
  draft + published + unpublished;
