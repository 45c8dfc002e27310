import fc from 'fast-check';
import { expect, it } from 'vitest';
import { moveScripts } from '../build/external-scripts.ts';

it('moves each inline script to a file, in its place, with its attributes', () => {
  const page =
    '<head><script>first()</script></head><body><script type="module" async>second()</script><script>first()</script></body>';
  const { html, scripts } = moveScripts(page, '/docs/_astro');
  const [first, second] = [...scripts.keys()];
  expect([...scripts.values()]).toEqual(['first()', 'second()']);
  expect(html).toBe(
    `<head><script src="/docs/_astro/${first}"></script></head><body><script type="module" async src="/docs/_astro/${second}"></script><script src="/docs/_astro/${first}"></script></body>`,
  );
});

it('leaves scripts with an address and data that no browser runs', () => {
  const page =
    '<script src="/a.js"></script><script type="application/ld+json">{"a":1}</script><script type="module" src="/b.js"></script>';
  expect(moveScripts(page, '/x')).toEqual({ html: page, scripts: new Map() });
});

it('keeps every script that is no end tag, whatever it holds', () => {
  fc.assert(
    fc.property(
      fc.string().filter((code) => !/<\/script|<!--|-->/i.test(code)),
      (code) => {
        const { html, scripts } = moveScripts(`<p>$&</p><script>${code}</script>`, '/x');
        expect([...scripts.values()]).toEqual([code]);
        expect(html).toBe(`<p>$&</p><script src="/x/${[...scripts.keys()][0]}"></script>`);
      },
    ),
  );
});
