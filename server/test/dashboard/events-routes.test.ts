import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';

let dashboard: DashboardApp;
let dealer: SignedIn;
let other: SignedIn;
const api = (path: string) => `/api/dashboard${path}`;

async function publish(who: SignedIn, query = ''): Promise<string> {
  const { body } = await who.call('POST', api(`/listings${query}`), { title: 'Reverso' });
  await who.call('POST', api(`/listings/${body.id}/publish${query}`));
  return body.id;
}

beforeAll(async () => {
  dashboard = await createDashboardApp();
  dealer = await dashboard.signUp();
  other = await dashboard.signUp();
  // Sequences 1 to 6: published, unpublished, …
  for (let count = 0; count < 3; count += 1) {
    const id = await publish(dealer);
    await dealer.call('POST', api(`/listings/${id}/unpublish`));
  }
  await publish(dealer, '?mode=test');
});
afterAll(() => dashboard.close());

const feed = async (query = '') => (await dealer.call('GET', api(`/events${query}`))).body;
const sequencesOf = (body: { data: { sequence: number }[] }) => body.data.map((it) => it.sequence);

describe('the events in the dashboard', () => {
  it('come newest first, whole, with the bounds of what is kept', async () => {
    const body = await feed();
    expect(sequencesOf(body)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(body).toMatchObject({
      object: 'list',
      has_more: false,
      next_cursor: null,
      last_sequence: 6,
      oldest_sequence: 1,
    });
    expect(body.data[0]).toMatchObject({
      object: 'event',
      type: 'listing.unpublished',
      livemode: true,
      data: { object: { object: 'listing', status: 'unpublished' } },
    });
  });

  it('go on before a sequence or a cursor', async () => {
    const first = await feed('?limit=4');
    expect(sequencesOf(first)).toEqual([6, 5, 4, 3]);
    expect(first).toMatchObject({ has_more: true, next_cursor: '3', last_sequence: 6 });
    for (const query of [`?before_sequence=${first.next_cursor}`, `?after=${first.next_cursor}`]) {
      const rest = await feed(query);
      expect(sequencesOf(rest)).toEqual([2, 1]);
      expect(rest).toMatchObject({ has_more: false, next_cursor: null });
    }
    expect(await feed('?before_sequence=0')).toMatchObject({ data: [], last_sequence: 6 });
  });

  it('are filtered by types', async () => {
    const first = await feed('?types=listing.published&limit=2');
    expect(sequencesOf(first)).toEqual([5, 3]);
    expect(sequencesOf(await feed(`?types=listing.published&before_sequence=${first.next_cursor}`))).toEqual([
      1,
    ]);
    expect(sequencesOf(await feed('?types=listing.published,listing.unpublished'))).toHaveLength(6);
    expect(sequencesOf(await feed('?types=order.received'))).toEqual([]);
  });

  it('begin where the oldest kept one is', async () => {
    const third = await dashboard.signUp();
    await publish(third);
    await dashboard.hub.database.kysely
      .updateTable('dealer_clocks')
      .set({ oldest_sequence: 2 })
      .where('dealer_id', '=', third.dealerId)
      .execute();
    const { body } = await third.call('GET', api('/events'));
    expect(body).toMatchObject({ oldest_sequence: 2, last_sequence: 1 });
  });

  it('are those of the world that is looked at, and of nobody else', async () => {
    expect(await feed('?mode=test')).toMatchObject({ data: [{ sequence: 1, livemode: false }] });
    const { body } = await other.call('GET', api('/events'));
    expect(body).toMatchObject({ data: [], last_sequence: 0, oldest_sequence: 1 });
  });

  it.each([
    ['before_sequence=-1', 'invalid_parameter', 'before_sequence'],
    ['before_sequence=x', 'invalid_parameter', 'before_sequence'],
    ['after=x', 'invalid_cursor', 'after'],
    ['after=1&before_sequence=1', 'invalid_parameter', 'after'],
    ['types=listing.stolen', 'invalid_parameter', 'types[0]'],
    ['limit=0', 'invalid_parameter', 'limit'],
  ])('refuse %s', async (query, code, param) => {
    const { status, body } = await dealer.call('GET', api(`/events?${query}`));
    expect([status, body.error.code, body.error.param]).toEqual([400, code, param]);
  });
});

describe('one event', () => {
  it('is shown as it was sent', async () => {
    const [newest] = (await feed()).data;
    expect(await dealer.call('GET', api(`/events/${newest.id}`))).toMatchObject({
      status: 200,
      body: newest,
    });
  });

  it('of another dealer or the other world is 404', async () => {
    const { id } = (await feed()).data[0];
    for (const response of [
      await other.call('GET', api(`/events/${id}`)),
      await dealer.call('GET', api(`/events/${id}?mode=test`)),
    ]) {
      expect([response.status, response.body.error.code]).toEqual([404, 'resource_not_found']);
    }
  });
});

describe('POST /sandbox/reset', () => {
  it.each(['', '?mode=live', '?mode=test'])('%s empties and refills the sandbox alone', async (query) => {
    const who = await dashboard.signUp();
    const kept = await publish(who);
    const gone = await publish(who, '?mode=test');
    const response = await who.call('POST', api(`/sandbox/reset${query}`));
    expect(response).toMatchObject({ status: 200, body: { object: 'sandbox', listings: 1 } });
    expect((await who.call('GET', api(`/listings/${gone}?mode=test`))).status).toBe(404);
    expect((await who.call('GET', api(`/listings/${kept}`))).body.status).toBe('published');
    const { data } = (await who.call('GET', api('/listings?mode=test'))).body;
    expect(data).toMatchObject([{ title: 'Reverso', is_test: true, status: 'published' }]);
    // Nothing was recorded, and sequences go on.
    expect((await who.call('GET', api('/events?mode=test'))).body.last_sequence).toBe(1);
  });

  it("leaves another dealer's sandbox alone", async () => {
    const theirs = await publish(other, '?mode=test');
    await dealer.call('POST', api('/sandbox/reset'));
    expect((await other.call('GET', api(`/listings/${theirs}?mode=test`))).status).toBe(200);
  });
});
