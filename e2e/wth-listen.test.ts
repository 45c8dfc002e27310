import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { findFreePort } from './support/free-port.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { answering, type Receiver, startReceiver } from './support/receiver.ts';
import type { HubEvent } from './support/shapes.ts';
import { isSignedWith } from './support/verifiers.ts';
import { runWth, WthProcess } from './support/wth-process.ts';

let hub: HubProcess;
let dealer: Dealer;
let api: Api;
let receiver: Receiver;
let wth: WthProcess | null = null;

beforeAll(async () => {
  hub = await startHub({ PORT: String(await findFreePort()) });
  dealer = await createDealer(hub);
});
afterAll(async () => {
  await hub?.dispose();
});
beforeEach(async () => {
  api = await dealer.api('test');
  receiver = await startReceiver();
});
afterEach(async () => {
  await wth?.interrupt();
  wth = null;
  await receiver.close();
});

/** Listens, and has printed that it is ready. @returns the secret */
async function listen(...args: string[]): Promise<string> {
  wth = new WthProcess({ url: hub.origin, key: api.key }, [
    'listen',
    '--forward-to',
    receiver.url(),
    ...args,
  ]);
  await wth.printed(/Ready/);
  return /Signing secret: (whsec_\S+)/.exec(wth.output)![1]!;
}

const trigger = async (type: string): Promise<HubEvent> =>
  (await api.post<HubEvent>('/test/events', { type })).body;

const arrivalsOf = (id: string) => receiver.requests.filter(({ event }) => event.id === id);

const arrival = (id: string) => eventually(`${id} arrives`, () => arrivalsOf(id)[0]);

describe('wth listen', () => {
  it("forwards what happens, signed so that other people's verifiers accept it", async () => {
    const before = await trigger('listing.published');
    const secret = await listen();
    const event = await trigger('order.received');
    const request = await arrival(event.id);
    expect(isSignedWith(request, secret)).toBe(true);
    expect(request.event).toEqual((await api.get(`/events/${event.id}`)).body);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'WatchTraderHub-Webhooks/1.0',
      'wth-event-id': event.id,
      'wth-event-type': 'order.received',
      'wth-delivery-attempt': '1',
      'webhook-id': event.id,
    });
    expect(request.headers['wth-delivery-id']).toMatch(/^[0-9a-f-]{36}$/);
    await wth!.printed(new RegExp(`order\\.received +${event.id}  200  \\d+ ms`));
    expect(arrivalsOf(before.id)).toEqual([]);
    expect(wth!.output).not.toContain(api.key);
  });

  it('signs with the secret it is given, and hears of the types it is asked for', async () => {
    const given = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    expect(await listen('--secret', given, '--types', 'order.*')).toBe(given);
    const other = await trigger('listing.updated');
    const order = await trigger('order.fulfilled');
    expect(isSignedWith(await arrival(order.id), given)).toBe(true);
    expect(arrivalsOf(other.id)).toEqual([]);
  });

  it('loses and repeats nothing when the hub is killed and comes back', async () => {
    await listen();
    const ids = [(await trigger('listing.published')).id];
    await arrival(ids[0]!);
    await hub.kill();
    await wth!.printed(/The hub is gone/);
    await hub.start();
    for (const type of ['listing.updated', 'order.received', 'order.cancelled'])
      ids.push((await trigger(type)).id);
    await arrival(ids.at(-1)!);
    const feed = (await api.events()).map(({ id }) => id);
    const arrived = receiver.requests.map(({ event }) => event.id);
    expect(arrived).toEqual(feed.slice(feed.indexOf(ids[0]!)));
  });

  it('shows refusals with what the receiver said, and sends again by id as the next attempt', async () => {
    const secret = await listen();
    receiver.respondWith(answering(500, {}, 'no \u001b[31mstock\n table'));
    const event = await trigger('listing.sold');
    await wth!.printed(new RegExp(`${event.id}  500  \\d+ ms  no \\[31mstock table`));
    receiver.respondWith(answering(200));
    wth!.type(`r ${event.id}`);
    await wth!.printed(new RegExp(`${event.id}  200`));
    const [first, second] = arrivalsOf(event.id);
    expect(second!.headers['wth-delivery-attempt']).toBe('2');
    expect(second!.headers['wth-delivery-id']).toBe(first!.headers['wth-delivery-id']);
    expect(isSignedWith(second!, secret)).toBe(true);

    wth!.type('what?');
    await wth!.printed(/Type r and an event id/);
    wth!.type(`r evt_${'0'.repeat(32)}`);
    await wth!.printed(/resource_not_found/);
    expect(await wth!.interrupt()).toBe(0);
    expect(wth!.output).toMatch(/Stopped\. Events sent: \d+, refused or failed: \d+\.\n$/);
  });

  it('goes on when nothing listens at the receiver', async () => {
    await listen();
    await receiver.close();
    const event = await trigger('listing.updated');
    await wth!.printed(new RegExp(`${event.id}  failed  \\d+ ms  connection refused`));
  });

  it('ends when its key is revoked, saying so', async () => {
    const key = await dealer.newKey('test');
    wth = new WthProcess({ url: hub.origin, key: key.key }, ['listen', '--forward-to', receiver.url()]);
    await wth.printed(/Ready/);
    await dealer.dashboard.delete(`/api-keys/${key.id}`);
    await wth.printed(/invalid_api_key/);
    expect(wth.output).not.toContain(key.key);
  });

  it('says what is missing or wrong before it starts', async () => {
    const settings = { url: hub.origin, key: api.key };
    const missing = await runWth(settings, ['listen']);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('--forward-to http://')]);
    const keyless = await runWth({ url: hub.origin }, ['listen', '--forward-to', receiver.url()]);
    expect([keyless.code, keyless.stderr]).toEqual([2, expect.stringContaining('export WTH_API_KEY')]);
    const mistyped = await runWth(settings, [
      'listen',
      '--forward-to',
      receiver.url(),
      '--types',
      'order.recieved',
    ]);
    expect([mistyped.code, mistyped.stderr]).toEqual([
      2,
      expect.stringContaining('did you mean order.received?'),
    ]);
    const option = await runWth(settings, ['listen', '--forward', receiver.url()]);
    expect([option.code, option.stderr]).toEqual([2, expect.stringContaining("'--forward'")]);
  });
});

describe('wth resend', () => {
  it('sends one event with the secret of the receiver, and fails when it is refused', async () => {
    const secret = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    const { id } = await trigger('order.received');
    const args = ['resend', id, '--forward-to', receiver.url(), '--secret', secret];
    const settings = { url: hub.origin, key: api.key };
    expect(await runWth(settings, args)).toMatchObject({ code: 0, stderr: '' });
    expect(isSignedWith(await arrival(id), secret)).toBe(true);
    receiver.respondWith(answering(302, { location: 'http://127.0.0.1:1/' }));
    const refused = await runWth(settings, args);
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('  302  ')]);
    const other = await createDealer(hub);
    const foreign = await runWth({ url: hub.origin, key: (await other.api('test')).key }, args);
    expect([foreign.code, foreign.stderr]).toEqual([1, expect.stringContaining('resource_not_found')]);
  });
});
