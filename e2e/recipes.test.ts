import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import type net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { beginRequest } from './support/begin-request.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { eventually } from './support/eventually.ts';
import { type Forgery, forgeWebhook, SIGNATURE_SECONDS_MAX } from './support/forge-webhook.ts';
import { findFreePort } from './support/free-port.ts';
import { expectStatus } from './support/http-client.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { installSdk } from './support/install-sdk.ts';
import { ProgramProcess } from './support/program-process.ts';
import { type Recipe, readRecipePage, writeRecipe } from './support/recipes.ts';
import type { Endpoint } from './support/shapes.ts';
import { describeWithToolchain, GSON_JAR } from './support/toolchains.ts';

const ROOT = join(import.meta.dirname, '..');
const LANGUAGES = ['TypeScript', 'Node.js', 'Python', 'PHP', 'Go', 'Ruby', 'Java', 'Rust'];
/** Their servers wait for a body of whatever length before they ask the program. */
const WAITING_SERVERS = ['PHP', 'Ruby'];
const BODY_BYTES_MAX = 4 * 1024 * 1024;

/** Rust downloads and compiles what it needs, beside other suites. */
const START_MS_MAX = 240_000;
vi.setConfig({ testTimeout: START_MS_MAX, hookTimeout: START_MS_MAX });

const receivers = await readRecipePage('webhooks/verify.mdx');
const firstCalls = await readRecipePage('api/first-call.mdx');

const scene = hubForFile();
const started: ProgramProcess[] = [];
let folder: string;

beforeAll(async () => {
  // Programs are compiled there and run, which a folder in memory may forbid.
  folder = await mkdtemp(join(tmpdir(), 'wth-recipes-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await installSdk(folder);
});

afterAll(async () => {
  for (const process of started) await process.stop();
  await rm(folder, { recursive: true, force: true });
});

/** @throws with what the compiler says */
async function compile(...args: string[]): Promise<void> {
  const tsc = ['node_modules/typescript/bin/tsc', ...args];
  await promisify(execFile)(process.execPath, tsc, { cwd: ROOT }).catch(({ stdout }) => {
    throw new Error(`tsc ${args.join(' ')}:\n${stdout}`);
  });
}

/** What compilers and package managers read. */
const INHERITED = [
  'HOME',
  'CARGO_HOME',
  'RUSTUP_HOME',
  'GOPROXY',
  'HTTPS_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/** Lays a recipe out in a folder of its own and runs the command of its tab. */
async function run(recipe: Recipe, page: string, settings: Record<string, string>): Promise<ProgramProcess> {
  const place = join(folder, page, recipe.language);
  await writeRecipe(recipe, place);
  if (recipe.language === 'Java') await cp(GSON_JAR, join(place, 'gson.jar'));
  const inherited = INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  const child = new ProgramProcess(place, 'bash', ['-c', recipe.command], {
    ...Object.fromEntries(inherited),
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    LANG: 'C.UTF-8',
    CARGO_TARGET_DIR: join(folder, 'target'),
    ...settings,
  });
  started.push(child);
  return child;
}

describe('the pages', () => {
  it.each(Object.entries({ receivers, firstCalls }))(
    'hold nothing but recipes that are run: %s',
    (_, page) => {
      expect(page.leftOut).toEqual([]);
      expect(page.recipes.map((it) => it.language)).toEqual(LANGUAGES);
    },
  );

  it('hold TypeScript that its compiler accepts in strict mode', async () => {
    const files: string[] = [];
    await symlink(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'));
    for (const [page, { recipes }] of Object.entries({ receivers, firstCalls })) {
      for (const recipe of recipes.filter((it) => it.files[0]!.path.endsWith('.ts'))) {
        const place = join(folder, 'strict', page, recipe.language);
        await writeRecipe(recipe, place);
        files.push(...recipe.files.map((it) => join(place, it.path)));
      }
    }
    expect(files).toHaveLength(4);
    const config = {
      compilerOptions: { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', types: ['node'] },
      files,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    await compile('-p', join(folder, 'tsconfig.json'));
  });
});

for (const recipe of receivers.recipes) {
  describeWithToolchain(`a receiver in ${recipe.language}`, recipe.language, () => {
    let dealer: Dealer;
    let endpoint: Endpoint;
    let receiver: ProgramProcess;
    let url: string;

    async function start(
      secret: string,
    ): Promise<{ readonly process: ProgramProcess; readonly url: string }> {
      const port = await findFreePort();
      const process = await run(recipe, 'verify', { WTH_SIGNING_SECRET: secret, PORT: String(port) });
      const origin = `http://127.0.0.1:${port}`;
      await process.listensAt(origin, START_MS_MAX);
      return { process, url: `${origin}/webhooks` };
    }

    beforeAll(async () => {
      dealer = await createDealer(scene.hub);
      endpoint = await dealer.newEndpoint('http://127.0.0.1:9/webhooks', { is_enabled: false });
      ({ process: receiver, url } = await start(endpoint.signing_secret));
      await sendTo(url);
    });

    const path = () => `/webhook-endpoints/${endpoint.id}`;

    async function sendTo(target: string): Promise<void> {
      expectStatus(await dealer.dashboard.patch(path(), { url: target, is_enabled: true }), 200);
    }

    /** @returns the event's id, once the log says that it was delivered at the first attempt */
    async function ping(): Promise<string> {
      const answer = await dealer.dashboard.post<{ event_id: string }>(`${path()}/ping`, {});
      const { event_id } = expectStatus(answer, 200, 202);
      await expectDelivered(event_id);
      return event_id;
    }

    async function expectDelivered(eventId: string): Promise<void> {
      const delivery = await eventually(`${eventId} is in the log as finished`, async () =>
        (await dealer.deliveries()).find((it) => it.event_id === eventId && it.attempt_count > 0),
      );
      expect(delivery, receiver.output).toMatchObject({ status: 'delivered', attempt_count: 1 });
    }

    const forge = (forgery: Forgery) => forgeWebhook(url, { secret: endpoint.signing_secret, ...forgery });

    it('takes what the hub delivers and prints its type and id', async () => {
      const tested = await ping();
      await receiver.shows(new RegExp(`^integration\\.test_event ${tested}$`, 'm'));
      await dealer.newListing({ title: 'Ω Speedmaster “Moonwatch” 時計' });
      await expectDelivered(await receiver.shows(/^listing\.published (evt_[0-9a-f]{32})$/m));
    });

    it('refuses a forged, stale, early or missing signature with 400 and prints nothing of it', async () => {
      const before = receiver.output.match(/^\S+ evt_/gm);
      const off = SIGNATURE_SECONDS_MAX + 10;
      expect(await forge({ secret: `whsec_${'A'.repeat(43)}=` })).toBe(400);
      expect(await forge({ ageSeconds: off })).toBe(400);
      expect(await forge({ ageSeconds: -off })).toBe(400);
      expect(await forge({ header: null })).toBe(400);
      expect(await forge({ header: (t, v1) => `t=${t + 1},v1=${v1}` })).toBe(400);
      expect(await forge({ header: (t, v1) => `t=${t},v0=${v1}` })).toBe(400);
      expect(await forge({ header: (t) => `t=${t},v1=${'0'.repeat(64)}` })).toBe(400);
      expect(receiver.output.match(/^\S+ evt_/gm)).toEqual(before);
    });

    it('takes any of several signatures, over the bytes as they came', async () => {
      const wrong = '0'.repeat(64);
      expect(await forge({ header: (t, v1) => `t=${t},v1=${wrong},v1=${v1}` })).toBe(204);
      expect(await forge({ header: (t, v1) => `t=${t},v1=${v1},v1=${wrong}` })).toBe(204);
      expect(await forge({ body: ' {"type" : "order.received",\n"id":"evt_\\u0031", "n": 1.0} ' })).toBe(204);
      expect(await forge({ ageSeconds: SIGNATURE_SECONDS_MAX - 30 })).toBe(204);
    });

    it('outlives what strangers send: broken headers, a body without end, a torn connection', async () => {
      for (const header of [
        '',
        '=',
        't=,v1=',
        't,v1',
        `t=${'9'.repeat(400)},v1=00`,
        't=-1,v1=zz',
        ',,,',
        't=NaN,v1=é',
      ]) {
        expect(await forge({ header: () => header })).toBe(400);
      }
      const tooLong = forge({ body: 'x'.repeat(BODY_BYTES_MAX + 1) });
      // A receiver may also hang up on it.
      await expect(tooLong.catch(() => 413)).resolves.toSatisfy((status) => [400, 413].includes(status));
      const socket = await beginRequest(url, '100', '{');
      socket.destroy();
      await ping();
    });

    it('answers 4xx to a length that is no number, and goes on', async () => {
      const sockets: net.Socket[] = [];
      for (const length of ['x', '-1', '9'.repeat(400)]) {
        const socket = await beginRequest(url, length, '{}');
        sockets.push(socket);
        if (WAITING_SERVERS.includes(recipe.language)) continue;
        const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(20_000) });
        expect(String(answer), length).toMatch(/^HTTP\/1\.[01] 4\d\d /);
      }
      await ping();
      for (const socket of sockets) socket.destroy();
    });

    it('serves the hub while strangers keep connections open without a word', async () => {
      const idle = await Promise.all(Array.from({ length: 20 }, () => beginRequest(url, '100', '{')));
      await ping();
      for (const socket of idle) socket.destroy();
    });

    it('needs but one of both secrets while they are rotated', async () => {
      const rotated = expectStatus(
        await dealer.dashboard.post<Endpoint>(`${path()}/rotate-secret`, { grace_hours: 1 }),
        200,
      );
      await ping();
      const renewed = await start(rotated.signing_secret);
      await sendTo(renewed.url);
      const event = await ping();
      await renewed.process.shows(new RegExp(`^integration\\.test_event ${event}$`, 'm'));
      expect(receiver.output).not.toContain(event);
    });

    it('trusts nobody as long as it has no secret', async () => {
      const port = await findFreePort();
      const process = await run(recipe, 'verify', { WTH_SIGNING_SECRET: '', PORT: String(port) });
      const isRefused = process.finish().then(
        () => false,
        () => true,
      );
      const target = `http://127.0.0.1:${port}/webhooks`;
      const status = process.listensAt(target, START_MS_MAX).then(() => forgeWebhook(target, { secret: '' }));
      await expect(Promise.race([isRefused, status.catch(() => isRefused)])).resolves.toSatisfy(
        (outcome) => outcome === true || outcome === 500,
      );
    });
  });
}

describe('a first call', () => {
  const LISTINGS = 203;
  let settings: Record<string, string>;
  let expected: string[];

  beforeAll(async () => {
    const dealer = await createDealer(scene.hub);
    const api = await dealer.api('live');
    for (let n = 1; n <= LISTINGS; n += 1) {
      await dealer.newListing({ stock_number: `W-${n}`, title: `Ω Speedmaster ${n} 時計` });
    }
    await dealer.act(await dealer.newListing(), 'unpublish');
    await dealer.act(await dealer.newListing(), 'mark-sold');
    await dealer.newDraft();
    await dealer.newListing({}, 'test');
    await (await createDealer(scene.hub)).newListing();
    settings = { WTH_URL: scene.hub.origin, WTH_API_KEY: api.key };
    const listings = (await api.listings()).filter((it) => it.status === 'published');
    expect(listings).toHaveLength(LISTINGS);
    expected = [`${dealer.account.name}, live`, ...listings.map((it) => `${it.stock_number} ${it.title}`)];
  });

  for (const recipe of firstCalls.recipes) {
    describeWithToolchain(`in ${recipe.language}`, recipe.language, () => {
      it("lists exactly the dealer's published listings, over several pages", async () => {
        const output = await (await run(recipe, 'first-call', settings)).finish();
        const lines = output.trimEnd().split('\n');
        // What a compiler says stands before.
        expect(lines.slice(-expected.length)).toEqual(expected);
        if (recipe.language !== 'Rust') expect(lines).toHaveLength(expected.length);
      });

      it('ends with 1 and shows code and request id when the key is refused', async () => {
        const call = await run(recipe, 'first-call', { ...settings, WTH_API_KEY: `wth_${'0'.repeat(32)}` });
        await expect(call.finish()).rejects.toThrow(
          /ended with 1:[\s\S]*invalid_api_key: .+ \(req_[0-9a-f]{32}\)$/m,
        );
      });
    });
  }
});
