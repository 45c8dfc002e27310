import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { WatchTraderHub } from '@watchtraderhub/sdk';
import { Mirror } from './mirror.ts';
import { handle } from './requests.ts';
import { Stock } from './stock.ts';

const CATCH_UP_MS = 60_000;

function setting(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined) throw new Error(`${name} is not set; see README.md`);
  return value;
}

const hub = new WatchTraderHub({
  apiKey: setting('WTH_API_KEY'),
  baseUrl: setting('WTH_URL', 'http://localhost:4000'),
});
const stock = new Stock(setting('STOCK_FILE', 'stock.json'));
const mirror = new Mirror(hub, stock);
// While a secret is being rotated, both: separated by a comma.
const secrets = setting('WTH_SIGNING_SECRET').split(',');

await mirror.start();
const server = http.createServer((request, response) => {
  void handle({ hub, stock, mirror, secrets }, request, response);
});
server.listen(Number(setting('PORT', '3000')), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`${stock.onSale().length} watches are on sale at http://127.0.0.1:${port}/`);
});

// Webhooks that are late or were lost leave no gap for longer than this.
const timer = setInterval(() => {
  mirror.catchUp().catch((error: unknown) => console.error('the feed can not be read:', error));
}, CATCH_UP_MS);
process.once('SIGTERM', () => {
  clearInterval(timer);
  server.close();
});
