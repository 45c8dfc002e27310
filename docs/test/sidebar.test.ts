import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sidebar } from '../build/sidebar.ts';

const CONTENT = join(import.meta.dirname, '../src/content/docs');

it('leads to every page, each once', () => {
  const pages = globSync('**/*.{md,mdx}', { cwd: CONTENT }).map((file) =>
    file.replace(/\.mdx?$/, '').replace(/(?<=.)\/index$/, ''),
  );
  const entries = sidebar.flatMap(({ items }) => items).filter((item) => typeof item === 'string');
  expect([...entries].sort()).toEqual(pages.sort());
});
