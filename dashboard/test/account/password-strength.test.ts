import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PASSWORD_LENGTH_MIN, passwordStrength } from '../../src/account/password-strength.ts';

it.each([
  '',
  'x7$Kq',
  'password',
  'Password123!',
  'qwertz1234',
  'aaaaaaaaaaaaaaaaaaaa',
  '1234567890',
  'abcabcabcabcabc',
])('%s is weak', (password) => {
  expect(passwordStrength(password)).toBe('weak');
});

it.each(['tKq7mXw2', 'blue-heron'])('%s is fair', (password) => {
  expect(passwordStrength(password)).toBe('fair');
});

it.each(['correct horse battery staple', 'vK8#pQ2!zR5m', 'Pendulum-under-glass-1886'])(
  '%s is strong',
  (password) => {
    expect(passwordStrength(password)).toBe('strong');
  },
);

it('what is known of the user makes no password', () => {
  const password = 'harbour-chronographs';
  expect(passwordStrength(password)).toBe('strong');
  expect(passwordStrength(password, ['Harbour Chronographs', 'anna@example.com'])).toBe('weak');
});

it('is weak below the length that the hub accepts, whatever the characters', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: PASSWORD_LENGTH_MIN - 1 }), (password) => {
      expect(passwordStrength(password)).toBe('weak');
    }),
  );
});
