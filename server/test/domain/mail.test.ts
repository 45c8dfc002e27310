import { expect, test } from 'vitest';
import { isMailAddress, parseMailSender } from '../../src/domain/mail.ts';

test.each([
  'anna@example.com',
  "o'neil+stock@sub.example.co.uk",
  'no-reply@localhost',
  'a@[192.0.2.1]',
  'a@[IPv6:::1]',
])('an address: %s', (text) => {
  expect(isMailAddress(text)).toBe(true);
});

test.each([
  '',
  'anna',
  '@example.com',
  'anna@',
  'anna@example.com ',
  'anna@example.com\n',
  'anna@example.com\u2028',
  'anna@example.com,eve@example.com',
  'anna@example.com;eve@example.com',
  '<anna@example.com>',
  '"anna"@example.com',
  'anna(eve)@example.com',
  'anna@eve@example.com',
  `${'a'.repeat(250)}@b.ch`,
])('no address: %j', (text) => {
  expect(isMailAddress(text)).toBe(false);
});

test('a sender has an address and, if it likes, a name', () => {
  expect(parseMailSender('no-reply@example.com')).toEqual({ name: '', address: 'no-reply@example.com' });
  expect(parseMailSender('<no-reply@example.com>')).toEqual({ name: '', address: 'no-reply@example.com' });
  expect(parseMailSender('Watch Hub, Zürich <a@example.com>')).toEqual({
    name: 'Watch Hub, Zürich',
    address: 'a@example.com',
  });
});

test.each([
  'Hub',
  'Hub <a@example.com>, Eve <e@example.com>',
  'H\nBcc: e@example.com <a@example.com>',
  'Hub <a b@c.de>',
])('no sender: %j', (text) => {
  expect(parseMailSender(text)).toBeNull();
});
