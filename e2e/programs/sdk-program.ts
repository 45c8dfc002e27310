import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ConflictError,
  type Listing,
  signWebhook,
  verifyWebhook,
  WatchTraderHub,
  WebhookVerificationError,
} from '@watchtraderhub/sdk';
import { createReceiver, type Receiver, webHandler } from '@watchtraderhub/sdk/receiver';
import { fileStore, nodeHandler } from '@watchtraderhub/sdk/receiver/node';
import { memorySyncStore, syncOnce } from '@watchtraderhub/sdk/sync';

type Handle = (request: Request) => Promise<Response>;
type Runtime = typeof globalThis & {
  Bun?: { serve(options: { port: number; hostname: string; fetch: Handle }): { readonly port: number } };
  Deno?: {
    serve(
      options: { port: number; hostname: string; onListen(): void },
      handle: Handle,
    ): { readonly addr: { readonly port: number } };
  };
};

const { Bun, Deno } = globalThis as Runtime;
const { WTH_URL, WTH_API_KEY, WTH_SIGNING_SECRET: secret = '', STORE_FILE = '' } = process.env;
const ADDRESS = { port: 0, hostname: '127.0.0.1' };

const hub = new WatchTraderHub({ apiKey: WTH_API_KEY!, baseUrl: WTH_URL! });

const print = (line: string) => process.stdout.write(`${line}\n`);

/** With the runtime's own server. @returns the port */
async function serve(receiver: Receiver): Promise<number> {
  if (Bun) return Bun.serve({ ...ADDRESS, fetch: webHandler(receiver) }).port;
  if (Deno) return Deno.serve({ ...ADDRESS, onListen: () => {} }, webHandler(receiver)).addr.port;
  const server = http.createServer(nodeHandler(receiver)).listen(ADDRESS.port, ADDRESS.hostname);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T> {
  for await (const item of items) return item;
  throw new Error('there is none');
}

async function callHub() {
  const copy = new Map<string, Listing>();
  await syncOnce({ hub, store: memorySyncStore(), upsert: (it) => copy.set(it.id, it) });
  const listing = await firstOf(hub.iterateListings({ limit: 1 }));
  const line_items = [{ listing_id: listing.id }];
  const order = await hub.createOrder({ line_items, customer: { email: 'ada@example.com' } });
  const refusal = await hub.createOrder({ line_items }).catch((error: unknown) => error);
  return {
    copied: copy.size,
    ordered: order.line_items[0]!.listing_id,
    refusal: refusal instanceof ConflictError && refusal.code,
    first: (await firstOf(hub.streamEvents())).type,
  };
}

async function verify() {
  const timestamp = Math.floor(Date.now() / 1000);
  const header = `t=${timestamp},v1=${await signWebhook('{"id":"evt_1"}', secret, timestamp)}`;
  const event = await verifyWebhook('{"id":"evt_1"}', header, secret);
  const refusal = await verifyWebhook('{"id":"evt_2"}', header, secret).catch((error: unknown) => error);
  return { verified: event.id, forged: refusal instanceof WebhookVerificationError && refusal.problem };
}

print(`result ${JSON.stringify({ ...(await callHub()), ...(await verify()) })}`);
const receiver = createReceiver({
  secrets: secret,
  store: fileStore(STORE_FILE),
  handle: (event) => print(`handled ${event.type}`),
});
print(`listening on http://127.0.0.1:${await serve(receiver)}/`);
