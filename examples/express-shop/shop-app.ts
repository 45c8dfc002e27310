import { ApiError, type Order, ValidationError, type WatchTraderHub } from '@watchtraderhub/sdk';
import type { Receiver } from '@watchtraderhub/sdk/receiver';
import { expressHandler } from '@watchtraderhub/sdk/receiver/express';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import type { ShopDatabase } from './shop-database.ts';

/** What a shopper sends; `cart` is the same when the form is sent twice. */
interface Checkout {
  readonly cart: string;
  readonly listing_id: string;
  readonly email: string;
}

/** Null when a field is missing; the hub judges what they say. */
function readCheckout(body: unknown): Checkout | null {
  const { cart, listing_id, email } = (body ?? {}) as Record<string, unknown>;
  const isWhole = [cart, listing_id, email].every((it) => typeof it === 'string' && it !== '');
  return isWhole ? ({ cart, listing_id, email } as Checkout) : null;
}

/**
 * Two forms at once, or one before and one after a crash, are one order: `external_id` sees to it. An idempotency key
 * made of the cart would not do: after a refusal the shopper may mend the form, or choose another watch.
 */
async function placeOrder(hub: WatchTraderHub, { cart, listing_id, email }: Checkout): Promise<Order> {
  try {
    return await hub.createOrder({ external_id: cart, line_items: [{ listing_id }], customer: { email } });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'duplicate_external_id')) throw error;
    const { data } = await hub.listOrders({ external_id: cart });
    return data[0]!;
  }
}

/** The copy may be a moment old: the hub decides who gets the watch. */
function checkOut(hub: WatchTraderHub, database: ShopDatabase): RequestHandler {
  return async (request, response) => {
    const checkout = readCheckout(request.body);
    if (checkout === null) {
      response.status(400).json({ error: 'invalid', message: 'cart, listing_id and email are needed' });
      return;
    }
    try {
      const order = database.findOrder(checkout.cart) ?? (await placeOrder(hub, checkout));
      database.addOrder(order);
      // Whatever the form says now: a cart that was ordered stays that order.
      const { number, total, line_items } = order;
      response.status(201).json({ number, total, listing_id: line_items[0]!.listing_id });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const isGone = error.code === 'listing_unavailable' || error.code === 'resource_not_found';
      if (isGone) response.status(409).json({ error: 'sold_out' });
      else if (error instanceof ValidationError)
        response.status(400).json({ error: 'invalid', message: error.message });
      else throw error;
    }
  };
}

const fail: ErrorRequestHandler = (error, _request, response, _next) => {
  // Of express.json(): the sender's mistake.
  if (error.expose === true) {
    response.status(error.status).json({ error: 'invalid', message: error.message });
    return;
  }
  console.error(error);
  response.status(500).json({ error: 'internal' });
};

export function createShopApp(hub: WatchTraderHub, database: ShopDatabase, receiver: Receiver) {
  const app = express();
  // Before express.json(): a signature is of the bytes as they came.
  app.post('/webhooks', expressHandler(receiver));
  app.use(express.json());
  app.get('/', (_request, response) => {
    response.json(database.onSale());
  });
  app.post('/checkout', checkOut(hub, database));
  app.get('/orders/:cart', (request, response) => {
    const order = database.findOrder(request.params.cart);
    if (order === null) response.status(404).json({ error: 'not_found' });
    else response.json({ number: order.number, status: order.status, tracking: order.tracking });
  });
  app.use(fail);
  return app;
}
