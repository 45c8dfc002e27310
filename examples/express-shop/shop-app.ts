import { ApiError, type WatchTraderHub } from '@watchtraderhub/sdk';
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

/** The copy may be a moment old: the hub decides who gets the watch. */
function checkOut(hub: WatchTraderHub, database: ShopDatabase): RequestHandler<object, unknown, Checkout> {
  return async (request, response) => {
    const { cart, listing_id, email } = request.body;
    try {
      const order =
        database.findOrder(cart) ??
        (await hub.createOrder(
          { external_id: cart, line_items: [{ listing_id }], customer: { email } },
          // Two forms at once, or one before and one after a crash, are one order.
          { idempotencyKey: `checkout-${cart}` },
        ));
      database.addOrder(order);
      response.status(201).json({ number: order.number, total: order.total });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const isGone = error.code === 'listing_unavailable' || error.code === 'resource_not_found';
      if (!isGone) throw error;
      response.status(409).json({ error: 'sold_out' });
    }
  };
}

const fail: ErrorRequestHandler = (error, _request, response, _next) => {
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
