import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDealer, type Dealer } from './support/dealer.ts';
import { findFreePort } from './support/free-port.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { installSdk } from './support/install-sdk.ts';
import { ProgramProcess } from './support/program-process.ts';
import { readFences } from './support/recipes.ts';

const fences = await readFences('quickstart.mdx');
const commands = fences.filter((it) => it.isRun).map((it) => it.text);

const scene = hubForFile();
const started: ProgramProcess[] = [];
let folder: string;
let dealer: Dealer;
let receiver: ProgramProcess;
let settings: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wth-quickstart-'));
  await installSdk(folder);
  dealer = await createDealer(scene.hub, 'test mode');
  const { key } = await dealer.newKey('test');
  settings = { WTH_URL: scene.hub.origin, WTH_API_KEY: key };
});

afterAll(async () => {
  for (const program of started) await program.stop();
  await rm(folder, { recursive: true, force: true });
});

function run(command: string): ProgramProcess {
  const program = new ProgramProcess(folder, 'bash', ['-c', command], {
    ...settings,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  });
  started.push(program);
  return program;
}

/** Starts the page's receiver, and adds it in the dashboard as the page says. */
async function startReceiver(): Promise<void> {
  const [file] = fences.filter((it) => it.isRecipe);
  await writeFile(join(folder, file!.title!), file!.text);
  const endpoint = await dealer.newEndpoint('http://127.0.0.1:9/webhooks');
  settings = { ...settings, WTH_SIGNING_SECRET: endpoint.signing_secret, PORT: String(await findFreePort()) };
  const start = fences.find((it) => it.text.includes(`node ${file!.title}`))!;
  receiver = run(start.text.replace('WTH_SIGNING_SECRET=whsec_…', ''));
  const origin = `http://127.0.0.1:${settings.PORT}`;
  await receiver.listensAt(origin, 10_000);
  const url = `${origin}/webhooks`;
  expectStatus(await dealer.dashboard.patch(`/webhook-endpoints/${endpoint.id}`, { url }), 200);
}

describe('the quickstart, line by line', () => {
  it('makes the calls, receives the webhooks and meets the refusals it tells of', async () => {
    const [me, listings, ping, order, secondOrder, forged, ...more] = commands;
    expect(more).toEqual([]);
    const answer = async (command: string) => JSON.parse(jsonOf(await run(command).finish()));

    expect(await answer(me!)).toMatchObject({ object: 'integration', livemode: false });
    const page = await answer(listings!);
    expect(page.data).toHaveLength(2);
    expect(page.next_cursor).not.toBeNull();

    await startReceiver();
    const pinged = await answer(ping!);
    expect(pinged.deliveries).toHaveLength(1);
    await receiver.shows(/^test integration\.test_event /m);
    expect(await answer(ping!)).toEqual(pinged);

    expect(await answer(order!)).toMatchObject({ object: 'order', external_id: 'shop-1' });
    await receiver.shows(/^test order\.received .*\ntest listing\.sold /m);
    expect(await answer(secondOrder!)).toMatchObject({ error: { code: 'listing_unavailable' } });
    expect(await run(forged!).finish()).toContain('400 Bad Request');
    expect(receiver.output.match(/integration\.test_event/g)).toHaveLength(1);

    await dealer.setTestMode(false);
    const published = await dealer.newListing();
    await receiver.shows(new RegExp(`^live listing\\.published ${published.id}$`, 'm'));
  });

  it('has no other line of code than those, what is typed once, and its receiver', () => {
    const others = fences.filter((it) => !it.isRun && !it.isRecipe).map((it) => it.text.split('\n')[0]);
    expect(others).toEqual([
      'npm ci',
      'export WTH_URL=http://localhost:4000',
      'mkdir shop && cd shop',
      expect.stringContaining('node receiver.mjs'),
    ]);
  });
});

/** curl's progress goes to the same place as the answer. */
const jsonOf = (output: string): string => output.slice(output.indexOf('{"'));
