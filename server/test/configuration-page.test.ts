import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Environment } from '../src/config/environment-reader.ts';
import { readConfig } from '../src/config.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const page = readFileSync(join(REPOSITORY, 'docs/src/content/docs/self-hosting/configuration.md'), 'utf8');
const example = readFileSync(join(REPOSITORY, '.env.example'), 'utf8');

/** Every variable that the hub asks its environment for. */
function readNames(): string[] {
  const names = new Set<string>();
  const environment = new Proxy<Environment>(
    {},
    {
      get(_, name) {
        names.add(String(name));
        return undefined;
      },
    },
  );
  readConfig(environment, false);
  return [...names].sort();
}

const rows = [...page.matchAll(/^\| `([A-Z][A-Z_]*)` \| ([^|]+) \|/gm)].map(([, name, fallback]) => ({
  name: name!,
  fallback: fallback!,
}));

/** A default that is a value and nothing else; others are told in words. */
const plainDefaults = rows.flatMap(({ name, fallback }) => {
  const value = /^`([^`]+)`$/.exec(fallback)?.[1];
  return value === undefined ? [] : [{ name, value }];
});

test('each variable of the hub has one row on the page, and each row is a variable', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual(readNames());
});

test('each variable of the hub stands in .env.example, and nothing else does', () => {
  const names = [...example.matchAll(/^# ([A-Z][A-Z_]*)=/gm)].map(([, name]) => name!);
  expect(names.sort()).toEqual(readNames());
});

describe('the default on the page is that of the hub:', () => {
  test('there are such', () => {
    expect(plainDefaults.length).toBeGreaterThan(5);
  });

  test.for(plainDefaults)('$name = $value', ({ name, value }) => {
    expect(readConfig({ [name]: value }, false)).toEqual(readConfig({}, false));
  });
});
