import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_US } from '../../src/domain/time.ts';
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts';
import { watchFailingEndpoints } from '../../src/operations/failing-endpoints.ts';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';

const URL = 'https://shop.example.com/hooks';

let dashboard: DashboardApp;
let mails: MailServer;
beforeAll(async () => {
  dashboard = await createDashboardApp();
  mails = await startMailServer();
});
afterAll(async () => {
  await dashboard.close();
  await mails.close();
});

const api = (path: string) => `/api/dashboard${path}`;
const mailer = () =>
  createSmtpMailer({
    server: { host: '127.0.0.1', port: mails.port, isTls: false, login: null },
    from: () => ({ name: 'Hub', address: 'no-reply@hub.example.com' }),
  });
const watch = () => watchFailingEndpoints(dashboard.hub, mailer());

let dealer: SignedIn;
let endpointId: string;
let mailsBefore: number;
beforeEach(async () => {
  await dashboard.hub.database.kysely.updateTable('endpoint_lanes').set({ failing_since_us: null }).execute();
  dealer = await dashboard.signUp();
  const { body } = await dealer.call('POST', api('/webhook-endpoints'), { url: URL });
  endpointId = body.id;
  await dealer.call('PATCH', api('/integration'), { is_test_mode: false });
  mailsBefore = mails.mails.length;
});

const newMails = () => mails.mails.slice(mailsBefore);
const getEndpoint = async () => {
  const { body } = await dealer.call('GET', api('/integration'));
  return body.webhook_endpoints[0];
};
const getHealth = async () => (await dealer.call('GET', api(`/webhook-endpoints/${endpointId}/health`))).body;

/** As the engine leaves a lane whose every attempt failed for so long. */
async function failFor(days: number, failures = 12): Promise<void> {
  const { hub } = dashboard;
  await hub.database.kysely
    .updateTable('endpoint_lanes')
    .set({
      consecutive_failures: failures,
      failing_since_us: hub.clock() - days * DAY_US - 1,
      failing_warnings: 0,
    })
    .where('endpoint_id', '=', endpointId)
    .execute();
}

async function publish(): Promise<void> {
  const created = await dealer.call('POST', api('/listings'), { title: `Watch ${randomUUID()}` });
  expect((await dealer.call('POST', api(`/listings/${created.body.id}/publish`))).status).toBe(200);
}

describe('an endpoint that has failed everything', () => {
  it('for less than a day is nobody told of', async () => {
    await failFor(0.99);
    expect(await watch()).toEqual({ warned: 0, disabled: 0 });
    expect(newMails()).toEqual([]);
  });

  it('is warned of after 1 and after 3 days, once each, by a mail that says where to look and when it ends', async () => {
    await failFor(1);
    expect(await watch()).toEqual({ warned: 1, disabled: 0 });
    expect(await watch()).toEqual({ warned: 0, disabled: 0 });
    dashboard.hub.advance(2 * DAY_US);
    expect(await watch()).toEqual({ warned: 1, disabled: 0 });
    dashboard.hub.advance(-2 * DAY_US);
    expect(newMails()).toHaveLength(2);
    const [mail] = newMails();
    expect(mail!.headers.get('subject')).toContain('shop.example.com');
    expect(mail!.text).toContain(URL);
    expect(mail!.text).toContain(`/channels/custom-integration/deliveries?endpoint_id=${endpointId}`);
    expect((await getEndpoint()).is_enabled).toBe(true);
  });

  it('is warned of by one of several processes', async () => {
    await failFor(3);
    const reports = await Promise.all([watch(), watch(), watch()]);
    expect(reports.reduce((sum, it) => sum + it.warned, 0)).toBe(1);
    expect(newMails()).toHaveLength(1);
  });

  it('for 5 days is disabled with its reason, and what is pending ends in the log', async () => {
    await publish();
    await failFor(5);
    const reports = await Promise.all([watch(), watch()]);
    expect(reports.reduce((sum, it) => sum + it.disabled, 0)).toBe(1);
    const endpoint = await getEndpoint();
    expect(endpoint).toMatchObject({ is_enabled: false, disabled_reason: 'failing' });
    const log = await dealer.call('GET', api(`/deliveries?endpoint_id=${endpointId}`));
    expect(log.body.data).toMatchObject([{ status: 'cancelled', reason: 'endpoint_disabled' }]);
    // A replay then begins with what was pending.
    expect(endpoint.missed_since).toBe(log.body.data[0].created_at);
    expect(newMails().map((it) => it.headers.get('subject'))).toEqual([
      'Your webhook endpoint at shop.example.com has been disabled',
    ]);
    expect(await watch()).toEqual({ warned: 0, disabled: 0 });
  });

  it('but got something through, or failed only a few times, stays', async () => {
    await failFor(6, 4);
    expect(await watch()).toEqual({ warned: 0, disabled: 0 });
    await failFor(6);
    await dashboard.hub.database.kysely
      .updateTable('endpoint_lanes')
      .set({ consecutive_failures: 0, failing_since_us: null })
      .where('endpoint_id', '=', endpointId)
      .execute();
    expect(await watch()).toEqual({ warned: 0, disabled: 0 });
    expect((await getEndpoint()).is_enabled).toBe(true);
  });

  it('is disabled without a mail server, and with one that is down', async () => {
    await failFor(5);
    expect(await watchFailingEndpoints(dashboard.hub, null)).toMatchObject({ disabled: 1 });
    await dealer.call('PATCH', api(`/webhook-endpoints/${endpointId}`), { is_enabled: true });
    await failFor(5);
    const down = createSmtpMailer({
      server: { host: '127.0.0.1', port: 9, isTls: false, login: null },
      from: () => ({ name: 'Hub', address: 'no-reply@hub.example.com' }),
    });
    expect(await watchFailingEndpoints(dashboard.hub, down)).toMatchObject({ disabled: 1 });
    expect(newMails()).toEqual([]);
  });
});

describe('the health of an endpoint', () => {
  it('says that it is probed, since when it fails and when it will be disabled', async () => {
    expect(await getHealth()).toMatchObject({ state: 'healthy', failing_since: null, disabled_at: null });
    await failFor(2);
    const health = await getHealth();
    expect(health.state).toBe('probing');
    expect(Date.parse(health.disabled_at) - Date.parse(health.failing_since)).toBe((5 * DAY_US) / 1000);
  });

  it.each([
    ['is enabled again', { is_enabled: true }],
    ['gets another URL', { url: 'https://new.example.com/hooks' }],
  ])('begins anew when it %s', async (_, change) => {
    await failFor(2);
    if ('is_enabled' in change) {
      await dealer.call('PATCH', api(`/webhook-endpoints/${endpointId}`), { is_enabled: false });
      expect(await getHealth()).toMatchObject({ state: 'disabled', disabled_at: null });
    }
    await dealer.call('PATCH', api(`/webhook-endpoints/${endpointId}`), change);
    expect(await getHealth()).toMatchObject({
      state: 'healthy',
      consecutive_failures: 0,
      failing_since: null,
    });
  });

  it('says that the receiver has asked for a pause', async () => {
    const { hub } = dashboard;
    await hub.database.kysely
      .updateTable('endpoint_lanes')
      .set({ paused_until_us: hub.clock() + DAY_US })
      .where('endpoint_id', '=', endpointId)
      .execute();
    expect(await getHealth()).toMatchObject({ state: 'paused' });
  });
});
