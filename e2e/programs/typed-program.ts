import createClient from 'openapi-fetch';
import type { paths } from '../../sdk/src/generated/api-types.ts';

const [origin, apiKey] = process.argv.slice(2);
const client = createClient<paths>({
  baseUrl: `${origin}/api`,
  headers: { Authorization: `Bearer ${apiKey}` },
  querySerializer: { array: { style: 'form', explode: false } },
});
const newKey = () => ({ 'Idempotency-Key': crypto.randomUUID() });

async function listTitles(): Promise<string[]> {
  const titles: string[] = [];
  let after: string | undefined;
  do {
    const query = { status: 'published' as const, limit: 2, ...(after === undefined ? {} : { after }) };
    const { data } = await client.GET('/v1/listings', { params: { query } });
    titles.push(...data!.data.map((it) => it.title));
    after = data!.next_cursor ?? undefined;
  } while (after !== undefined);
  return titles;
}

/** With no more than is required: the defaults are the hub's. */
const order = (listing_id: string) =>
  client.POST('/v1/orders', {
    params: { header: newKey() },
    body: { line_items: [{ listing_id }], customer: { email: 'ada@example.com' } },
  });

const titles = await listTitles();
const page = await client.GET('/v1/listings', { params: { query: { limit: 1 } } });
const listing = page.data!.data[0]!;
const first = await order(listing.id);
const second = await order(listing.id);
const cancelled = await client.POST('/v1/orders/{id}/cancel', {
  params: { path: { id: first.data!.id }, header: newKey() },
  body: { reason: 'customer' },
});
const feed = await client.GET('/v1/events', {
  params: { query: { types: ['order.received', 'order.cancelled'] } },
});
const last = feed.data!.data.at(-1)!;
// The type of an event decides what it carries.
const number: number | null = last.type === 'order.cancelled' ? last.data.object.number : null;

void (() => {
  // @ts-expect-error what is not documented does not compile
  void cancelled.data?.serial_number;
  // @ts-expect-error nor a value that is none of the documented ones
  void client.GET('/v1/listings', { params: { query: { status: 'draft' } } });
  // @ts-expect-error nor an order without lines
  void client.POST('/v1/orders', { params: { header: newKey() }, body: {} });
  // @ts-expect-error nor a write without an idempotency key
  void client.POST('/v1/orders', { body: { line_items: [{ listing_id: '' }] } });
  // @ts-expect-error nor a code that is not in the catalogue
  void (second.error?.error.code === 'out_of_stock');
  // @ts-expect-error nor a path that is none
  void client.GET('/v1/watches');
});

const result = {
  titles,
  total: first.data!.total.amount,
  refusal: second.error?.error.code,
  param: second.error?.error.param,
  status: cancelled.data!.status,
  events: feed.data!.data.map((it) => it.type),
  number,
};
process.stdout.write(JSON.stringify(result));
