import { expect, it } from 'vitest';
import { backupCodeOf } from '../../src/account/backup-code.ts';

it.each(['aB3dE-fG7hI', 'aB3dEfG7hI', ' aB3dE fG7hI ', 'aB3dE - fG7hI\n'])(
  '%j is the code as it was shown',
  (typed) => {
    expect(backupCodeOf(typed)).toBe('aB3dE-fG7hI');
  },
);

it('what can be no code stays for the hub to refuse', () => {
  expect(backupCodeOf(' 123456 ')).toBe('123456');
});
