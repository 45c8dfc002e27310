import type { paths } from '../../../sdk/src/generated/api-types.ts';

type Json<M> = M extends { content: { 'application/json': infer T } } ? T : never;
type Status = 200 | 201 | 202;
type Answer<O> = O extends { responses: infer R } ? Json<R[keyof R & Status]> : never;
type Input<O> = (O extends { parameters: { path: infer P } } ? { path: P } : { path?: undefined }) & {
  query?: O extends { parameters: { query?: infer Q } } ? Q : undefined;
} & (O extends { requestBody: infer B }
    ? { body: Json<B> }
    : O extends { requestBody?: infer B }
      ? { body?: Json<NonNullable<B>> }
      : never);

const [origin, apiKey] = process.argv.slice(2);

/** A whole client, typed by nothing but what was generated. */
async function call<P extends keyof paths & string, M extends 'get' | 'post'>(
  method: M,
  path: P,
  input: Input<paths[P][M]>,
): Promise<Answer<paths[P][M]>> {
  const ids: Record<string, string> = { ...input.path };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...input.query })) search.set(name, String(value));
  const url = `${origin}/api${path.replace(/{(\w+)}/g, (_, name) => ids[name]!)}?${search}`;
  const headers = {
    Authorization: `Bearer ${apiKey}`,
    ...(method === 'post'
      ? { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() }
      : {}),
  };
  const body = method === 'post' ? JSON.stringify(input.body ?? {}) : null;
  const response = await fetch(url, { method: method.toUpperCase(), headers, body });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return (await response.json()) as Answer<paths[P][M]>;
}

const page = await call('get', '/v1/listings', { query: { status: 'published', limit: 1 } });
const [listing] = page.data;
const order = await call('post', '/v1/orders', {
  body: { line_items: [{ listing_id: listing!.id, quantity: 1 }], customer: { email: 'ada@example.com' } },
});
const cancelled = await call('post', '/v1/orders/{id}/cancel', {
  path: { id: order.id },
  body: { reason: 'customer', restock: true },
});
const feed = await call('get', '/v1/events', { query: { types: ['order.cancelled'] } });
const event = feed.data[0]!;
// The type of an event decides what it carries.
const number: number | null = event.type === 'order.cancelled' ? event.data.object.number : null;
// @ts-expect-error what is not documented does not compile
void cancelled.serial_number;
// @ts-expect-error nor a value that is none of the documented ones
void (() => call('get', '/v1/listings', { query: { status: 'draft' } }));
// @ts-expect-error nor an order without lines
void (() => call('post', '/v1/orders', { body: {} }));

process.stdout.write(JSON.stringify({ total: order.total.amount, status: cancelled.status, number }));
