/** Stands for wherever the dashboard is. */
const HERE = 'http://here.invalid';

/**
 * Where to go after signing in, from `?next=`: a path of this dashboard, else the overview. What browsers would read
 * as another origin (`//evil.example`, `/\evil.example`, `/.//evil.example`) is no path of ours.
 */
export function nextPath(next: string | null): string {
  if (next === null || !next.startsWith('/') || !URL.canParse(next, HERE)) return '/';
  const url = new URL(next, HERE);
  // What was written with dots may have become `//…` only now.
  if (url.origin !== HERE || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The same address of another account page, so that `next` survives the detour. */
export function withNext(path: string, next: string): string {
  return next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`;
}
