import { EVENT_NAMESPACES, type EventNamespace, type EventType } from '../api/event-types.ts';

export const ALL_EVENTS = '*';

/** A node of the tree: the patterns the API takes are `*`, `listing.*`, `listing.sold`. */
export type EventPattern = typeof ALL_EVENTS | EventNamespace | EventType;
export type CheckState = 'checked' | 'partial' | 'unchecked';

/** Every node, parents before their children. */
const NODES: readonly EventPattern[] = [
  ALL_EVENTS,
  ...EVENT_NAMESPACES.flatMap(({ pattern, types }) => [pattern, ...types]),
];

/** Whether `outer` means everything that `inner` means, types yet to come included. */
export function covers(outer: string, inner: string): boolean {
  if (outer === ALL_EVENTS || outer === inner) return true;
  return outer.endsWith('.*') && inner.startsWith(outer.slice(0, -1));
}

const isCovered = (patterns: readonly string[], node: string) =>
  patterns.some((pattern) => covers(pattern, node));

/** The same subscription in its shortest form: nothing in it is meant by another, the order is the tree's. */
export function canonicalPatterns(patterns: readonly string[]): string[] {
  const kept = [...new Set(patterns)].filter(
    (pattern) => !patterns.some((other) => other !== pattern && covers(other, pattern)),
  );
  const position = (pattern: string) => {
    const index = NODES.indexOf(pattern as EventPattern);
    return index === -1 ? NODES.length : index;
  };
  return kept.sort((a, b) => position(a) - position(b));
}

/**
 * How a node's box looks. A namespace whose types are all chosen one by one is `partial`: it lacks the types that
 * the wildcard would bring later.
 */
export function stateOf(patterns: readonly string[], node: EventPattern): CheckState {
  if (isCovered(patterns, node)) return 'checked';
  return patterns.some((pattern) => covers(node, pattern)) ? 'partial' : 'unchecked';
}

/** The subscription with a node switched on or off; no other type changes. */
export function withNode(patterns: readonly string[], node: EventPattern, isOn: boolean): string[] {
  if (isOn) return canonicalPatterns([...patterns, node]);
  const rest = patterns.filter((pattern) => !covers(node, pattern));
  return canonicalPatterns(
    rest.flatMap((pattern) => (covers(pattern, node) ? without(pattern, node) : pattern)),
  );
}

/** What is left of a wildcard when a node below it is taken out. */
function without(wildcard: string, node: EventPattern): string[] {
  return EVENT_NAMESPACES.filter(({ pattern }) => covers(wildcard, pattern)).flatMap(({ pattern, types }) => {
    if (covers(node, pattern)) return [];
    return covers(pattern, node) ? types.filter((type) => type !== node) : [pattern];
  });
}
