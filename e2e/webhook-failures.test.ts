import { beforeEach, describe, expect, it } from 'vitest';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { answering, type Received, type Respond } from './support/receiver.ts';
import type { Delivery, Endpoint } from './support/shapes.ts';

const WAITS = ['150ms', '150ms', '150ms'];

const scene = hubForFile({ WEBHOOK_RETRY_SCHEDULE: WAITS.join(','), WEBHOOK_TIMEOUT: '2s' });
let dealer: Dealer;
let endpoint: Endpoint;
let path: string;
let respond: Respond;

beforeEach(async () => {
  dealer = await createDealer(scene.hub);
  path = `/${dealer.account.email}`;
  endpoint = await dealer.newEndpoint(scene.receiver.url(path));
  respond = answering(200);
  scene.receiver.respondWith((request, response) => respond(request, response));
});

/** The one delivery of this dealer, once it has this status. */
async function deliveryThatIs(status: Delivery['status']): Promise<Delivery> {
  return await eventually(`the delivery is ${status}`, async () => {
    const [delivery] = await dealer.deliveries();
    return delivery?.status === status && delivery;
  });
}

const attemptsOf = (requests: readonly Received[]) =>
  requests.map((it) => Number(it.headers['wth-delivery-attempt']));

describe('a receiver that fails', () => {
  it('is tried again with the same event and delivery id, a rising attempt and the same bytes', async () => {
    let calls = 0;
    respond = (request, response) => {
      calls += 1;
      answering(calls < 3 ? 500 : 204)(request, response);
    };
    await dealer.newListing();
    const delivery = await deliveryThatIs('delivered');

    const requests = scene.receiver.at(path);
    expect(attemptsOf(requests)).toEqual([1, 2, 3]);
    expect(new Set(requests.map((it) => it.headers['wth-delivery-id']))).toEqual(new Set([delivery.id]));
    expect(new Set(requests.map((it) => it.headers['wth-event-id']))).toEqual(new Set([delivery.event_id]));
    expect(new Set(requests.map((it) => it.raw.toString())).size).toBe(1);
    expect(delivery.attempts.map((it) => it.http_status)).toEqual([500, 500, 204]);
  });

  it('to the end of the schedule leaves a failed delivery, which a retry by hand sends again', async () => {
    respond = answering(503, {}, 'we are closed');
    await dealer.newListing();
    const failed = await deliveryThatIs('failed');
    expect(failed).toMatchObject({ reason: 'schedule_exhausted', attempt_count: WAITS.length + 1 });

    respond = answering(200);
    expectStatus(await dealer.dashboard.post(`/deliveries/${failed.id}/retry`), 202);
    const delivered = await deliveryThatIs('delivered');
    expect([delivered.id, delivered.event_id]).toEqual([failed.id, failed.event_id]);
    expect(attemptsOf(scene.receiver.at(path))).toEqual([1, 2, 3, 4, 5]);
  });

  it('by hand again goes on with the schedule, and so does a delivery that had arrived', async () => {
    await dealer.newListing();
    const delivered = await deliveryThatIs('delivered');
    respond = answering(500);
    expectStatus(await dealer.dashboard.post(`/deliveries/${delivered.id}/retry`), 202);
    await eventually('it is sent once more', () => scene.receiver.at(path).length > 2);
    respond = answering(200);
    await deliveryThatIs('delivered');
    const ids = scene.receiver.at(path).map((it) => it.headers['wth-event-id']);
    expect(new Set(ids)).toEqual(new Set([delivered.event_id]));
  });

  it('with 410 is disabled at once', async () => {
    respond = answering(410);
    await dealer.newListing();
    const disabled = await eventually('the endpoint is disabled', async () => {
      const { webhook_endpoints } = expectStatus(
        await dealer.dashboard.get<{ webhook_endpoints: Endpoint[] }>('/integration'),
        200,
      );
      return !webhook_endpoints[0]!.is_enabled && webhook_endpoints[0];
    });
    expect(disabled).toMatchObject({ id: endpoint.id, disabled_reason: 'gone' });
    expect(await deliveryThatIs('cancelled')).toMatchObject({
      reason: 'endpoint_disabled',
      attempt_count: 1,
    });
    expect(scene.receiver.at(path)).toHaveLength(1);
  });

  it('by redirecting is not followed', async () => {
    respond = answering(302, { location: scene.receiver.url('/elsewhere') });
    await dealer.newListing();
    const failed = await deliveryThatIs('failed');
    expect(new Set(failed.attempts.map((it) => it.http_status))).toEqual(new Set([302]));
    expect(scene.receiver.at('/elsewhere')).toEqual([]);
  });

  it('by answering too late has timed out', async () => {
    respond = (request, response) => {
      if (request.headers['wth-delivery-attempt'] !== '1') response.writeHead(200).end();
    };
    await dealer.newListing();
    const delivery = await deliveryThatIs('delivered');
    expect(delivery.attempts.map((it) => [it.http_status, it.error])).toEqual([
      [null, 'timeout'],
      [200, null],
    ]);
  });

  it('does not delay another endpoint', async () => {
    const other = await dealer.newEndpoint(scene.receiver.url(`${path}/other`));
    respond = (request, response) => {
      if (request.path !== path) response.writeHead(200).end();
    };
    const listing = await dealer.newListing();
    await eventually('the other endpoint has it', () => scene.receiver.at(`${path}/other`).length === 1);
    const deliveries = await dealer.deliveries(`&q=${listing.id}`);
    expect(deliveries.find((it) => it.endpoint_id === endpoint.id)!.status).toBe('pending');
    expect(deliveries.some((it) => it.endpoint_id === other.id)).toBe(true);
  });
});

describe('the delivery log', () => {
  it('shows what was sent, and the status, headers and first 4 KiB of what came back', async () => {
    respond = answering(200, { 'x-receiver': 'shop' }, `thank you${'!'.repeat(5_000)}`);
    const listing = await dealer.newListing();
    const delivery = await deliveryThatIs('delivered');

    const [attempt] = delivery.attempts;
    const [request] = scene.receiver.at(path);
    expect(attempt).toMatchObject({ number: 1, http_status: 200, error: null });
    const logged = Object.entries(attempt!.request_headers).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]);
    for (const [name, value] of logged) expect(request!.headers[name!], name).toBe(value);
    expect(logged.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'wth-signature',
        'wth-event-id',
        'webhook-id',
        'webhook-signature',
        'user-agent',
      ]),
    );
    expect(attempt!.response_headers).toMatchObject({ 'x-receiver': 'shop' });
    expect(attempt!.response_preview).toBe(`thank you${'!'.repeat(4_096 - 'thank you'.length)}`);
    expect(delivery).toMatchObject({ event: request!.event, resource_id: listing.id, livemode: true });
  });

  it('names the class of a failure to connect', async () => {
    const closed = await dealer.newEndpoint('http://127.0.0.1:9/closed', { events: ['listing.unpublished'] });
    await dealer.act(await dealer.newListing(), 'unpublish');
    const failed = await eventually(
      'it has failed',
      async () => (await dealer.deliveries(`&endpoint_id=${closed.id}&status=failed`))[0],
    );
    expect(new Set(failed.attempts.map((it) => it.error))).toEqual(new Set(['connection_refused']));
  });
});
