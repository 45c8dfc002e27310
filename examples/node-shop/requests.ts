import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ApiError, verifyWebhook, type WatchTraderHub, WebhookVerificationError } from '@watchtraderhub/sdk';
import type { Mirror } from './mirror.ts';
import type { Stock } from './stock.ts';

export interface Shop {
  readonly hub: WatchTraderHub;
  readonly stock: Stock;
  readonly mirror: Mirror;
  readonly secrets: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What the shop's pages ask for; `cart` is the shopper's, the same when the form is sent twice. */
interface Checkout {
  readonly cart: string;
  readonly listing_id: string;
  readonly email: string;
}

export async function handle(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await answer(shop, request).catch((error: unknown) => {
    console.error(error);
    // The hub sends a webhook again that was answered with 500.
    return { status: 500, body: { error: 'internal' } };
  });
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function answer(shop: Shop, request: IncomingMessage): Promise<Answer> {
  const body = await buffer(request);
  switch (`${request.method} ${request.url}`) {
    case 'GET /':
      return { status: 200, body: shop.stock.onSale() };
    case 'POST /checkout':
      return await checkOut(shop, JSON.parse(body.toString()) as Checkout);
    case 'POST /webhooks':
      return await receive(shop, body, request.headers['wth-signature'] as string | undefined);
    default:
      return { status: 404, body: { error: 'not_found' } };
  }
}

/** The copy may be a moment old: the hub decides who gets the watch. */
async function checkOut({ hub }: Shop, { cart, listing_id, email }: Checkout): Promise<Answer> {
  try {
    const order = await hub.createOrder(
      { external_id: cart, line_items: [{ listing_id }], customer: { email } },
      { idempotencyKey: `checkout-${cart}` },
    );
    return { status: 201, body: { number: order.number, total: order.total } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const isGone = error.code === 'listing_unavailable' || error.code === 'resource_not_found';
    if (!isGone) throw error;
    return { status: 409, body: { error: 'sold_out' } };
  }
}

/** Answers 200 only once the event is saved: until then the hub goes on trying. */
async function receive({ mirror, secrets }: Shop, body: Buffer, header?: string): Promise<Answer> {
  try {
    const event = await verifyWebhook(body, header, secrets);
    await mirror.receive(event);
    return { status: 200, body: { received: event.id } };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return { status: 400, body: { error: error.problem } };
  }
}
