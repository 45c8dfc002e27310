import type { ApiKey, Mode } from '../api/shapes.ts';

/** The keys of one world, those that work and those that no longer do. */
export function keysOf(keys: readonly ApiKey[], mode: Mode) {
  const own = keys.filter((key) => key.mode === mode);
  return {
    current: own.filter((key) => key.status === 'active'),
    past: own.filter((key) => key.status !== 'active'),
  };
}

/** What a key may do, as one word of the texts. */
export function scopesWord(scopes: ApiKey['scopes']): 'both' | 'read' | 'write' {
  if (scopes.length > 1) return 'both';
  return scopes[0] ?? 'read';
}
