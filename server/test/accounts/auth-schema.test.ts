import { getMigrations } from 'better-auth/db/migration';
import { expect, onTestFinished, test } from 'vitest';
import { authOptions } from '../../src/accounts/auth-options.ts';
import { createTestDatabase } from '../support/database.ts';
import { clock, PUBLIC_URL } from './test-accounts.ts';

test('our migrations make all that better-auth expects', async () => {
  const { database, drop } = await createTestDatabase();
  onTestFinished(drop);
  const migrations = await getMigrations(
    authOptions({
      database,
      clock,
      publicUrl: PUBLIC_URL,
      secrets: [{ version: 1, value: 'x'.repeat(43) }],
      allowSignUp: true,
      passwordReset: null,
      onUserCreated: () => Promise.resolve(),
      onLog: () => {},
    }),
  );
  expect(migrations.toBeCreated).toEqual([]);
  expect(migrations.toBeAdded).toEqual([]);
});
