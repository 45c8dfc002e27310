import { describe, expect, it } from 'vitest';
import { findInJson, formatJsonPath, parseJsonPointer } from '../../src/http/json-path.ts';

describe('a JSON path', () => {
  it.each([
    [['line_items', 0, 'listing_id'], 'line_items[0].listing_id'],
    [['metadata', 'shop-order'], 'metadata.shop-order'],
    [['metadata', 'a b'], 'metadata["a b"]'],
    [['metadata', 'a"b'], 'metadata["a\\"b"]'],
    [['a.b'], 'a.b'],
    [[3], '[3]'],
    [['x\0y'], 'x\u{fffd}y'],
    [[], ''],
  ])('%j is written %s', (path, text) => {
    expect(formatJsonPath(path)).toBe(text);
  });

  it('is bounded and well-formed whatever names are in it', () => {
    const path = formatJsonPath(['metadata', '\ud800'.repeat(100_000), '⌚'.repeat(100_000)]);
    expect(path.length).toBeLessThanOrEqual(201);
    expect(path.isWellFormed()).toBe(true);
  });

  it('is read from a JSON Pointer', () => {
    expect(parseJsonPointer('/line_items/0/a~1b~0c')).toEqual(['line_items', 0, 'a/b~c']);
    expect(parseJsonPointer('')).toEqual([]);
  });

  it('leads to the first place that is looked for', () => {
    const value = { a: [1, { b: 'x' }], c: 'x' };
    expect(findInJson(value, (it) => it === 'x')).toEqual(['a', 1, 'b']);
    expect(findInJson(value, (_, name) => name === 'c')).toEqual(['c']);
    expect(findInJson('x', (it) => it === 'x')).toEqual([]);
    expect(findInJson(value, (it) => it === 'y')).toBeNull();
  });
});
