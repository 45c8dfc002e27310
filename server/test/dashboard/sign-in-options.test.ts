import { expect, onTestFinished, test } from 'vitest';
import type { AccountsOptions } from '../../src/accounts/accounts.ts';
import { createDashboardApp } from '../support/dashboard.ts';

const PATH = '/api/dashboard/sign-in-options';

async function optionsOf(accounts: Partial<AccountsOptions>) {
  const dashboard = await createDashboardApp(accounts);
  onTestFinished(() => dashboard.close());
  return await dashboard.call('GET', PATH, undefined, { origin: '' });
}

test('what the sign-in page may offer is told to everybody, and never cached', async () => {
  const { status, headers, body } = await optionsOf({});
  expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  expect(body).toEqual({ object: 'sign_in_options', sign_up: 'open', password_reset: 'operator' });
});

test('a hub with mail resets passwords by it, and a closed one says so', async () => {
  const { body } = await optionsOf({ signUp: 'closed', mailer: { send: async () => {} } });
  expect(body).toEqual({ object: 'sign_in_options', sign_up: 'closed', password_reset: 'email' });
});

test('an unknown parameter is named', async () => {
  const dashboard = await createDashboardApp();
  onTestFinished(() => dashboard.close());
  const { status, body } = await dashboard.call('GET', `${PATH}?lang=de`);
  expect([status, body.error.code, body.error.param]).toEqual([400, 'unknown_parameter', 'lang']);
});
