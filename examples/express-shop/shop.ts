import type { AddressInfo } from 'node:net';
import { WatchTraderHub } from '@watchtraderhub/sdk';
import { createReceiver } from '@watchtraderhub/sdk/receiver';
import { fileStore } from '@watchtraderhub/sdk/receiver/node';
import { type SyncOptions, sync, syncOnce } from '@watchtraderhub/sdk/sync';
import { createShopApp } from './shop-app.ts';
import { ShopDatabase } from './shop-database.ts';

function setting(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined) throw new Error(`${name} is not set; see README.md`);
  return value;
}

const hub = new WatchTraderHub({
  apiKey: setting('WTH_API_KEY'),
  baseUrl: setting('WTH_URL', 'http://localhost:4000'),
});
const database = new ShopDatabase(setting('DATABASE', 'shop.sqlite'));
const { livemode } = await hub.describeIntegration();
const receiver = createReceiver({
  // While a secret is being rotated, both: separated by a comma.
  secrets: setting('WTH_SIGNING_SECRET').split(','),
  store: fileStore(setting('WEBHOOKS_FILE', 'webhooks.json')),
  hub,
  types: ['order.received', 'order.fulfilled', 'order.cancelled'],
  handle: (event) => {
    const { object } = event.data;
    // An endpoint of mode `all` hears of both worlds, and of orders from elsewhere.
    const isOurs = event.livemode === livemode && object.object === 'order' && object.external_id !== null;
    if (isOurs) database.putOrder(object);
  },
});

const stopping = new AbortController();
const mirror: SyncOptions = {
  hub,
  store: database.syncStore,
  upsert: (listing) => database.putListing(listing),
  remove: (id) => database.removeListing(id),
  onProblem: (error) => console.error('the stock is not up to date:', error),
  signal: stopping.signal,
};

// What happened while the shop was closed.
await syncOnce(mirror);
await receiver.heal();
const server = createShopApp(hub, database, receiver).listen(
  Number(setting('PORT', '3000')),
  '127.0.0.1',
  () => {
    const { port } = server.address() as AddressInfo;
    console.log(`${database.onSale().length} watches are on sale at http://127.0.0.1:${port}/`);
  },
);
// A webhook that never comes leaves no gap for longer than this.
const timer = setInterval(
  () => receiver.heal().catch((error: unknown) => console.error('the feed can not be read:', error)),
  Number(setting('HEAL_SECONDS', '60')) * 1_000,
);
process.once('SIGTERM', () => {
  stopping.abort();
  clearInterval(timer);
  receiver.stop();
  server.close();
});
// Rejects, and so ends the shop, only when the hub refuses its key for good.
await sync(mirror);
