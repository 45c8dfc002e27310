import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextPath, withNext } from '../../src/account/next-path.ts';

const HUB = 'https://hub.example.com';

it.each([
  ['/inventory', '/inventory'],
  ['/orders?status=received&mode=test', '/orders?status=received&mode=test'],
  [
    '/channels/custom-integration/deliveries?q=a%20b#top',
    '/channels/custom-integration/deliveries?q=a%20b#top',
  ],
  ['/', '/'],
])('%s is a path of the dashboard', (next, path) => {
  expect(nextPath(next)).toBe(path);
});

it.each([
  null,
  '',
  'inventory',
  'https://evil.example',
  'javascript:alert(1)',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '\\\\evil.example',
  ' //evil.example',
  '//',
  '/\\',
])('%j leads to the overview', (next) => {
  expect(nextPath(next)).toBe('/');
});

it('whatever is asked for, the answer is a path that a browser keeps on the same origin', () => {
  const tricky = fc
    .array(
      fc.constantFrom(
        '/',
        '\\',
        '.',
        '..',
        '%2e',
        '%5c',
        '%2f',
        '\t',
        '\n',
        '@',
        ':',
        '?',
        '#',
        'evil.example',
      ),
    )
    .map((parts) => `/${parts.join('')}`);
  fc.assert(
    fc.property(fc.oneof(tricky, fc.string({ unit: 'binary' })), (next) => {
      const path = nextPath(next);
      expect(path).toMatch(/^\/(?![/\\])/);
      expect(new URL(path, HUB).origin).toBe(HUB);
      expect(nextPath(path)).toBe(path);
    }),
    { numRuns: 500 },
  );
});

it('a detour over another account page keeps where to go', () => {
  const next = '/orders?status=received&q=a b#x';
  const link = new URL(withNext('/sign-up', next), HUB);
  expect(link.pathname).toBe('/sign-up');
  expect(link.searchParams.get('next')).toBe(next);
  expect(withNext('/sign-up', '/')).toBe('/sign-up');
});
