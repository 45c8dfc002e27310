import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoProcess, startDemo } from './demo-process.ts';

const run = promisify(execFile);

/** A start, its story and a stop take some 20 s; a busy machine takes longer. */
const DEMO_MS_MAX = 180_000;
const STOP_MS_MAX = 20_000;

let dataDir: string;
const started: DemoProcess[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wth-demo-'));
  // PostgreSQL runs as another user when we are root, and has to get to its folder.
  await chmod(dataDir, 0o711);
});

afterAll(async () => {
  for (const demo of started) {
    demo.kill('SIGTERM');
    await demo.ended();
  }
  await rm(dataDir, { recursive: true, force: true });
});

function start(args: readonly string[] = []): DemoProcess {
  const demo = startDemo(dataDir, args);
  started.push(demo);
  return demo;
}

async function runOnce(): Promise<string> {
  const demo = start(['--once']);
  expect(await demo.ended()).toMatchObject({ exitCode: 0 });
  return demo.output();
}

const demoFile = (name: string): string => join(dataDir, 'demo', name);

const readCredentials = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(demoFile('credentials.json'), 'utf8')) as Record<string, unknown>;

const arrivalsIn = (output: string): string[] => output.split('\n').filter((line) => line.startsWith('  ←'));

const typesIn = (output: string): string[] => arrivalsIn(output).map((line) => line.split(/\s+/)[2]!);

/** The lines below a title, as far as the next empty one. */
const linesBelow = (output: string, title: string): string =>
  output.split(`  ${title}\n`)[1]!.split('\n\n')[0]!;

async function paste(lines: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await run('bash', ['-c', lines]);
  const answers = stdout.trim().split('\n');
  return answers.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a start that was killed in the middle of its set-up is made good by the next one, which tells the whole story', {
  timeout: DEMO_MS_MAX,
}, async () => {
  const killed = start();
  await killed.shows('is signed in');
  process.kill(Number(await readFile(demoFile('hub.pid'), 'utf8')), 'SIGKILL');
  await killed.ended();

  const output = await runOnce();

  expect(output).toContain('48 watches: 43 published, 4 draft, 1 unpublished');
  expect(typesIn(output)).toEqual([
    'integration.test_event',
    'order.received',
    'listing.sold',
    'listing.published',
    'order.cancelled',
    'listing.in_stock',
    'listing.updated',
    'listing.published',
  ]);
  for (const line of arrivalsIn(output)) expect(line).toMatch(/✔ verified {2}live #\d+ +try \d/);
  expect(arrivalsIn(output).at(3)).toMatch(/try 1 .* 500$/);
  expect(arrivalsIn(output).at(-1)).toMatch(/try 2 /);
  expect(output).toContain('409 listing_unavailable');
  expect(output).toContain('Idempotent-Replay: true');
});

test('a later start goes on with the same dealer and keys, and the lines it prints work when they are pasted', {
  timeout: DEMO_MS_MAX,
}, async () => {
  const before = await readCredentials();
  const demo = start();
  await demo.shows('Ctrl-C');
  const output = demo.output();

  expect(await readCredentials()).toEqual(before);
  expect((await stat(demoFile('credentials.json'))).mode & 0o777).toBe(0o600);
  for (const secret of ['email', 'password', 'liveKey', 'testKey']) expect(output).toContain(before[secret]);
  for (const name of ['dashboard', 'errors', 'OpenAPI', 'Postman']) {
    const url = new RegExp(`^ {2}${name} +(http\\S+)$`, 'm').exec(output)![1]!;
    expect((await fetch(url)).status).toBe(200);
  }

  const isWide = (line: string): boolean => [...line].length > 80 && !line.includes(dataDir);
  expect(output.split('\n').filter(isWide)).toEqual([]);

  const [listings] = await paste(linesBelow(output, 'What is on sale'));
  expect(listings!.data).toHaveLength(2);
  const [order] = await paste(
    linesBelow(output, 'Order a watch; paste it again and again until it is refused'),
  );
  expect(order).toMatchObject({ object: 'order', status: 'received' });
  const [ping] = await paste(linesBelow(output, 'A ping to the receiver'));
  expect(ping).toMatchObject({ object: 'webhook_ping' });
  const [, log] = await paste(linesBelow(output, 'Sign in as the dealer, then read the delivery log'));
  expect(log!.data).toHaveLength(3);

  await demo.shows(/Ctrl-C[\s\S]*order\.received[\s\S]*integration\.test_event/);
  for (const line of arrivalsIn(demo.output())) expect(line).toContain('✔ verified');
  demo.kill('SIGINT');
  await demo.ended();
  expect(demo.output()).toContain('stopped; the data stays for the next start');
  await expect(stat(demoFile('hub.pid'))).rejects.toThrow('ENOENT');
});

test('a start takes new keys, a new secret and its own password where the file with the old ones was lost', {
  timeout: DEMO_MS_MAX,
}, async () => {
  const before = await readCredentials();
  await rm(demoFile('credentials.json'));
  await runOnce();
  const after = await readCredentials();
  expect(after.email).toBe(before.email);
  for (const name of ['password', 'liveKey', 'testKey', 'signingSecret'])
    expect(after[name]).not.toBe(before[name]);
});

test('the receiver refuses what the hub has not signed', { timeout: DEMO_MS_MAX }, async () => {
  const demo = start();
  await demo.shows('Ctrl-C');
  const url = /webhooks go to (\S+)/.exec(demo.output())![1]!;
  const forged = await fetch(url, {
    method: 'POST',
    body: '{"type":"order.received"}',
    headers: { 'WTH-Signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` },
  });
  expect(forged.status).toBe(400);
  await demo.shows('✖ refused');
  const stopping = Date.now();
  demo.kill('SIGINT');
  await demo.ended();
  expect(Date.now() - stopping).toBeLessThan(STOP_MS_MAX);
});
