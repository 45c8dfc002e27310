import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { hubForFile } from './support/hub-for-file.ts';
import type { HubEvent, Listing, Order } from './support/shapes.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';
import { runWth, type WthResult } from './support/wth-process.ts';

const scene = hubForFile();
let dealer: Dealer;
let api: Api;

beforeAll(async () => {
  dealer = await createDealer(scene.hub);
  api = await dealer.api('test');
});

const wth = (...args: string[]): Promise<WthResult> => runWth({ url: scene.hub.origin, key: api.key }, args);

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await wth(...args);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
}

describe('wth', () => {
  it('explains itself, and each command', async () => {
    const { code, stdout } = await runWth({}, ['--help']);
    const commands = [...stdout.matchAll(/^ {2}(\w+) {2,}\w/gm)].map((it) => it[1]!);
    expect([code, commands]).toEqual([
      0,
      ['listen', 'resend', 'trigger', 'verify', 'doctor', 'listings', 'orders', 'events'],
    ]);
    for (const command of commands) {
      const help = await runWth({}, [command, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(new RegExp(`^Usage: wth ${command} .*--help .*Examples?:`, 's'));
    }
  });

  it('exits with 2 on wrong usage, and says what is wrong', async () => {
    expect(await runWth({}, [])).toMatchObject({ code: 2, stdout: '' });
    const unknown = await runWth({}, ['lissen']);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('no command "lissen"')]);
    for (const args of [
      ['listings', '--limit', 'many'],
      ['listings', '--limit', '0'],
      ['events', '--after-sequence', '-1'],
      ['orders', 'one', 'two'],
      ['orders', '--url', 'localhost'],
      ['orders', '--url', `${scene.hub.origin}?page=2`],
      ['trigger'],
      ['resend'],
    ]) {
      const { code, stderr } = await wth(...args);
      expect([args, code, stderr]).toEqual([args, 2, expect.stringMatching(/^error: /)]);
    }
  });

  it('exits with 1 and in plain words when the hub refuses or is not there, without the key', async () => {
    const stranger = `wth_${'z'.repeat(32)}`;
    const refused = await runWth({ url: scene.hub.origin, key: stranger }, ['listings']);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Check WTH_API_KEY')]);
    const away = await runWth({ url: 'http://127.0.0.1:1', key: stranger }, ['listings']);
    expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('Is the hub running')]);
    const malformed = await runWth({ url: scene.hub.origin, key: `"${stranger}"` }, ['listings']);
    expect([malformed.code, malformed.stderr]).toEqual([2, expect.stringContaining('without quotes')]);
    for (const { stdout, stderr } of [refused, away, malformed])
      expect(stdout + stderr).not.toContain(stranger);
  });

  it('takes the hub and the key as options, which win', async () => {
    const args = ['listings', '--url', scene.hub.origin, '--api-key', api.key];
    const { code } = await runWth({ url: 'http://127.0.0.1:1', key: `wth_${'z'.repeat(32)}` }, args);
    expect(code).toBe(0);
  });
});

describe('wth trigger', () => {
  it('makes the event happen, and prints it', async () => {
    const event = await json<HubEvent>('trigger', 'order.received');
    expect((await api.get(`/events/${event.id}`)).body).toEqual(event);
  });

  it('lists the types on a typo, and asks for a test key', async () => {
    const typo = await wth('trigger', 'order.recieved');
    expect([typo.code, typo.stderr]).toEqual([
      2,
      expect.stringMatching(/did you mean order\.received\?[\s\S]*customer\.matched/),
    ]);
    const live = await dealer.api('live');
    const refused = await runWth({ url: scene.hub.origin, key: live.key }, ['trigger', 'order.received']);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Use a test key')]);
  });
});

describe('wth verify', () => {
  it('takes a real delivery for right, and tells each cause of a wrong one', async () => {
    const endpoint = await dealer.newEndpoint(scene.receiver.url(), { mode: 'test' });
    await json('trigger', 'listing.published');
    const { raw, headers } = await scene.receiver.first('listing.published');
    const folder = await createTemporaryFolder();
    const file = join(folder, 'body.json');
    await writeFile(file, raw);
    const verify = (body: string, stdin = '', secret = endpoint.signing_secret, ...more: string[]) =>
      runWth(
        {},
        ['verify', '--body', body, '--header', headers['wth-signature']!, '--secret', secret, ...more],
        stdin,
      );

    expect(await verify(file)).toEqual({ code: 0, stdout: 'The signature is right.\n', stderr: '' });
    const wrong = { code: 1, stderr: '' };
    expect(await verify('-', `${raw}\n`)).toEqual({
      ...wrong,
      stdout: expect.stringMatching(/: the body\.\n- .*line end/),
    });
    const pretty = JSON.stringify(JSON.parse(raw.toString()), null, 2);
    expect(await verify('-', pretty)).toEqual({
      ...wrong,
      stdout: expect.stringContaining('parsed and written again'),
    });
    const other = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;
    expect(await verify(file, '', other)).toEqual({
      ...wrong,
      stdout: expect.stringContaining('the secret is another one'),
    });
    const late = await verify(file, '', endpoint.signing_secret, '--at', '2030-01-01T00:00:00Z');
    expect(late).toEqual({ ...wrong, stdout: expect.stringMatching(/: the clock\.\n/) });
    expect(await verify(file, '', other, '--secret', endpoint.signing_secret)).toMatchObject({ code: 0 });

    const missing = await verify(join(folder, 'none'));
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('can not be read')]);
    expect((await verify(file, '', other, '--at', 'noon')).code).toBe(2);
    expect((await runWth({}, ['verify', '--body', file])).code).toBe(2);
    await rm(folder, { recursive: true });
  });
});

describe('lists', () => {
  it('of listings, as JSON and as a table, with their filters', async () => {
    const all = await json<Listing[]>('listings', '--all', '--json');
    expect(all).toEqual(await api.listings());
    const [first] = await json<Listing[]>('listings', '--status', 'published', '--limit', '1', '--json');
    expect(first).toEqual(all.find((it) => it.status === 'published'));
    const { stdout } = await wth('listings', '--limit', '1');
    expect(stdout).toMatch(/^id +stock +status +pieces +price +title\n[0-9a-f-]{36} [^\n]*\n$/);
    expect(await json('listings', all[0]!.id)).toEqual(all[0]);
    const newest = (all[0] as unknown as { updated_at: string }).updated_at;
    expect((await wth('listings', '--updated-after', newest)).stdout).toBe('None.\n');
  });

  it('of orders', async () => {
    const [listing] = (await api.listings()).filter((it) => it.status === 'published');
    const line_items = [{ listing_id: listing!.id }];
    const order = (await api.post<Order>('/orders', { external_id: 'shop-1', line_items })).body;
    expect(await json('orders', '--external-id', 'shop-1', '--json')).toEqual([order]);
    expect(await json('orders', '--all', '--json')).toEqual(await api.orders());
    expect(await json('orders', '--status', 'cancelled', '--json')).toEqual([]);
    expect((await wth('orders', '--status', 'received')).stdout).toContain(`${order.id}  ${order.number}`);
    const refused = await wth('orders', '--status', 'lost');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('(status) [invalid_parameter]'),
    ]);
  });

  it('of events', async () => {
    const feed = await api.events();
    expect(await json('events', '--all', '--json')).toEqual(feed);
    expect(await json('events', '--after-sequence', '1', '--limit', '1', '--json')).toEqual([feed[1]]);
    const orders = await json<HubEvent[]>('events', '--types', 'order.*', '--json');
    expect(orders).toEqual(feed.filter((it) => it.type.startsWith('order.')));
    expect((await wth('events')).stdout).toContain(`${feed[0]!.id}  ${feed[0]!.type}`);
  });
});
