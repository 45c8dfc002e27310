import { LISTING_FIELDS, type ListingField, type ListingValues, toFields } from './listing-values.ts';

/** The fields as they would be sent: spaces around them and the keys of photos make no difference. */
function sentTexts(values: ListingValues): Record<ListingField, string> {
  const { location, ...fields } = toFields(values);
  const sent = { ...fields, ...location };
  return Object.fromEntries(LISTING_FIELDS.map((name) => [name, JSON.stringify(sent[name])])) as never;
}

/** The fields in which two states of a form differ. */
export function changedFields(before: ListingValues, after: ListingValues): ListingField[] {
  const old = sentTexts(before);
  const now = sentTexts(after);
  return LISTING_FIELDS.filter((name) => old[name] !== now[name]);
}

export interface Divergence {
  /** Changed by somebody else since the form was filled. */
  readonly theirs: readonly ListingField[];
  /** Of those, what was also changed in the form, to something else. */
  readonly both: readonly ListingField[];
}

/** How a form and its listing have moved apart from what the form began with. */
export function compareWith(base: ListingValues, mine: ListingValues, latest: ListingValues): Divergence {
  const theirs = changedFields(base, latest);
  const own = new Set(changedFields(base, mine));
  const differing = new Set(changedFields(mine, latest));
  return { theirs, both: theirs.filter((name) => own.has(name) && differing.has(name)) };
}

/**
 * The form on top of the newest state of its listing: what only one side changed is kept; what both changed is
 * decided by `prefer`.
 */
export function rebase(
  base: ListingValues,
  mine: ListingValues,
  latest: ListingValues,
  prefer: 'mine' | 'theirs',
): ListingValues {
  const { both } = compareWith(base, mine, latest);
  const kept = changedFields(base, mine).filter((name) => prefer === 'mine' || !both.includes(name));
  const own = Object.fromEntries(kept.map((name) => [name, mine[name]]));
  return { ...latest, ...own };
}
