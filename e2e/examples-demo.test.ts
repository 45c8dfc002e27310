import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoProcess, startDemo } from './demo-process.ts';
import { send } from './support/http-client.ts';
import { buildSdk } from './support/install-sdk.ts';
import { ProgramProcess } from './support/program-process.ts';
import { describeWithPython, PYTHON } from './support/python.ts';
import type { Listing } from './support/shapes.ts';

const ROOT = join(import.meta.dirname, '..');

let dataDir: string;
let demo: DemoProcess;
let settings: Record<string, string>;
const started: ProgramProcess[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wth-examples-demo-'));
  // PostgreSQL runs as another user when we are root, and has to get to its folder.
  await chmod(dataDir, 0o711);
  await buildSdk(join(ROOT, 'sdk/dist'));
  demo = startDemo(dataDir);
  await demo.shows('Ctrl-C');
  const { liveKey } = JSON.parse(await readFile(join(dataDir, 'demo/credentials.json'), 'utf8')) as {
    readonly liveKey: string;
  };
  settings = {
    WTH_URL: /dashboard +(http\S+?)\/$/m.exec(demo.output())![1]!,
    WTH_API_KEY: liveKey,
    WTH_SIGNING_SECRET: 'whsec_of_no_endpoint',
    PORT: '0',
    DATABASE: join(dataDir, 'copy.sqlite'),
    WEBHOOKS_FILE: join(dataDir, 'webhooks.json'),
  };
}, 120_000);

afterAll(async () => {
  for (const program of started) await program.stop();
  demo.kill('SIGTERM');
  await demo.ended();
  await rm(dataDir, { recursive: true, force: true });
});

function run(example: string, command: string, ...args: string[]): ProgramProcess {
  const program = new ProgramProcess(join(ROOT, 'examples', example), command, args, settings);
  started.push(program);
  return program;
}

/** What the demo's dealer has on sale, in the order of its ids. */
async function publishedIds(): Promise<string[]> {
  const response = await fetch(`${settings.WTH_URL}/api/v1/listings?status=published&limit=250`, {
    headers: { authorization: `Bearer ${settings.WTH_API_KEY}` },
  });
  const { data } = (await response.json()) as { readonly data: readonly Listing[] };
  return data.map((it) => it.id).sort();
}

it("the Express shop shows the demo's stock and sells from it", async () => {
  const shop = run('express-shop', process.execPath, 'shop.ts');
  const origin = await shop.shows(/on sale at (http:\/\/127\.0\.0\.1:\d+)\//);
  const { body: stock } = await send<Listing[]>({ origin }, { method: 'GET', path: '/' });
  const published = await publishedIds();
  expect(published.length).toBeGreaterThan(30);
  expect(stock.map((it) => it.id).sort()).toEqual(published);
  const listing = stock.find((it) => it.quantity === 1 && it.price !== null)!;
  const body = { cart: 'demo-1', listing_id: listing.id, email: 'ada@example.com' };
  expect((await send({ origin }, { method: 'POST', path: '/checkout', body })).status).toBe(201);
  expect(await publishedIds()).not.toContain(listing.id);
});

describeWithPython("the Python job, on the demo's stock", [], () => {
  it('copies what the dealer has on sale', async () => {
    settings.DATABASE = join(dataDir, 'python.sqlite');
    await run('python-sync', PYTHON, 'sync.py', 'pull').finish();
    const lines = (await run('python-sync', PYTHON, 'sync.py', 'show').finish()).trim().split('\n');
    const copied = lines.map((line) => JSON.parse(line) as Listing);
    const onSale = copied.filter((it) => it.status === 'published');
    expect(onSale.map((it) => it.id).sort()).toEqual(await publishedIds());
  });
});
