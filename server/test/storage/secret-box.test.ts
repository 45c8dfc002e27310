import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSecretBox, endpointSecretContext } from '../../src/storage/secret-box.ts';

const box = createSecretBox(Buffer.alloc(32, 1));
const CONTEXT = endpointSecretContext('dealer', 'endpoint');

describe('the secret box', () => {
  test('opens what it sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, context) => {
        expect(box.open(box.seal(secret, context), context)).toBe(secret);
      }),
    );
  });

  test('seals the same secret differently each time', () => {
    expect(box.seal('whsec_x', CONTEXT).equals(box.seal('whsec_x', CONTEXT))).toBe(false);
  });

  test('refuses another context, another key and any changed byte', () => {
    const sealed = box.seal('whsec_secret', CONTEXT);
    expect(() => box.open(sealed, endpointSecretContext('dealer', 'other'))).toThrow();
    expect(() => createSecretBox(Buffer.alloc(32, 2)).open(sealed, CONTEXT)).toThrow();
    for (let index = 0; index < sealed.length; index += 1) {
      const damaged = Buffer.from(sealed);
      damaged[index]! ^= 1;
      expect(() => box.open(damaged, CONTEXT), `byte ${index}`).toThrow();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => box.open(sealed.subarray(0, length), CONTEXT), `${length} bytes`).toThrow();
    }
  });

  test('needs a key of 32 bytes', () => {
    expect(() => createSecretBox(Buffer.alloc(16))).toThrow('32 bytes');
  });
});
