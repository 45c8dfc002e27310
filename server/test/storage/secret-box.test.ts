import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSecretBox, endpointSecretContext, UnknownKeyError } from '../../src/storage/secret-box.ts';

const FIRST = { number: 1, check: 'first', key: Buffer.alloc(32, 1) };
const SECOND = { number: 2, check: 'second', key: Buffer.alloc(32, 2) };

const box = createSecretBox([FIRST]);
const both = createSecretBox([SECOND, FIRST]);
const CONTEXT = endpointSecretContext('dealer', 'endpoint');

describe('the secret box', () => {
  test('opens what it sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, context) => {
        expect(box.open(box.seal(secret, context, null), context)).toBe(secret);
      }),
    );
  });

  test('seals the same secret differently each time', () => {
    const [one, two] = [box.seal('whsec_x', CONTEXT, null), box.seal('whsec_x', CONTEXT, null)];
    expect(one.equals(two)).toBe(false);
  });

  test.for([1, 2])('refuses another context, another key and any changed byte, under key %i', (number) => {
    const sealed = (number === 1 ? box : both).seal('whsec_secret', CONTEXT, null);
    expect(() => both.open(sealed, endpointSecretContext('dealer', 'other'))).toThrow();
    const other = createSecretBox([{ ...FIRST, number, key: Buffer.alloc(32, 3) }]);
    expect(() => other.open(sealed, CONTEXT)).toThrow();
    for (let index = 0; index < sealed.length; index += 1) {
      const damaged = Buffer.from(sealed);
      damaged[index]! ^= 1;
      expect(() => both.open(damaged, CONTEXT), `byte ${index}`).toThrow();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => both.open(sealed.subarray(0, length), CONTEXT), `${length} bytes`).toThrow();
    }
  });

  test('seals with the key that is in force, and opens what any of its keys has sealed', () => {
    for (const { check } of [FIRST, SECOND]) {
      expect(both.open(both.seal('whsec_x', CONTEXT, check), CONTEXT)).toBe('whsec_x');
    }
    expect(box.open(both.seal('whsec_x', CONTEXT, 'first'), CONTEXT)).toBe('whsec_x');
  });

  test('has what the first key sealed in the layout that builds before rotation open', () => {
    expect(both.seal('whsec_x', CONTEXT, 'first')[0]).toBe(1);
    expect(both.seal('whsec_x', CONTEXT, 'second').subarray(0, 5)).toEqual(Buffer.from([2, 0, 0, 0, 2]));
  });

  test('neither seals nor opens with a key it was not given', () => {
    expect(() => box.seal('whsec_x', CONTEXT, 'second')).toThrow(UnknownKeyError);
    expect(() => box.open(both.seal('whsec_x', CONTEXT, 'second'), CONTEXT)).toThrow(UnknownKeyError);
  });

  test('needs a key of 32 bytes', () => {
    expect(() => createSecretBox([{ ...FIRST, key: Buffer.alloc(16) }])).toThrow('32 bytes');
  });
});
