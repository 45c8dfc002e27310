import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDealer } from './support/dealer.ts';
import { hubForFile } from './support/hub-for-file.ts';

const ROOT = join(import.meta.dirname, '..');
const COMPILER_OPTIONS = {
  target: 'es2024',
  lib: ['es2024'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

const scene = hubForFile();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wth-generated-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const program = await readFile(join(import.meta.dirname, 'programs/typed-program.ts'), 'utf8');
  await writeFile(
    join(folder, 'program.ts'),
    program.replace('../../sdk/src/generated/api-types.ts', './api-types.ts'),
  );
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Rejects with what a command wrote when it fails. */
async function node(...args: string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, args, { cwd: folder });
  return (await run.catch((error) => Promise.reject(new Error(error.stdout + error.stderr)))).stdout;
}

it('a program of openapi-fetch over types that openapi-typescript makes of the document compiles and works', async () => {
  const dealer = await createDealer(scene.hub);
  const api = await dealer.api('live');
  for (const title of ['Sinn 556', 'Nomos Tangente', 'Omega Speedmaster']) await dealer.newListing({ title });
  const document = `${scene.hub.origin}/api/v1/openapi.json`;
  const generator = join(ROOT, 'node_modules/openapi-typescript/bin/cli.js');
  // Without the option, whatever has a default would have to be sent.
  await node(generator, document, '-o', 'api-types.ts', '--default-non-nullable=false');
  await node(join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder);
  expect(JSON.parse(await node('program.ts', scene.hub.origin, api.key))).toEqual({
    titles: ['Omega Speedmaster', 'Nomos Tangente', 'Sinn 556'],
    total: 1_250_000,
    refusal: 'listing_unavailable',
    param: 'line_items[0].listing_id',
    status: 'cancelled',
    events: ['order.received', 'order.cancelled'],
    number: 1001,
  });
});
