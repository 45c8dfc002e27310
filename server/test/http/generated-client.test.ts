import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../support/api.ts';

const ROOT = join(import.meta.dirname, '../../..');
const run = promisify(execFile);
const COMPILER_OPTIONS = {
  target: 'es2024',
  lib: ['es2024'],
  module: 'nodenext',
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

let api: TestApi;
let folder: string;
beforeAll(async () => {
  api = await createTestApi();
  folder = await mkdtemp(join(tmpdir(), 'wth-generated-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await api.close();
});

it('a program over types that openapi-typescript makes of the document compiles and works', async () => {
  const dealer = await api.createDealer();
  await api.createListing(dealer.id);
  const origin = await api.app.listen({ port: 0, host: '127.0.0.1' });
  const document = (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as never;
  const types = astToString(await openapiTS(document));
  const program = await readFile(join(import.meta.dirname, 'typed-program.ts'), 'utf8');
  await writeFile(join(folder, 'api-types.ts'), types);
  await writeFile(
    join(folder, 'program.ts'),
    program.replace('../../../sdk/src/generated/api-types.ts', './api-types.ts'),
  );
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));

  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout: complaints } = await run(process.execPath, [compiler, '-p', folder]).catch(
    (error) => error,
  );
  expect(complaints).toBe('');
  const { stdout } = await run(process.execPath, [join(folder, 'program.ts'), origin, dealer.liveKey]);
  expect(JSON.parse(stdout)).toEqual({ total: 1_299_900, status: 'cancelled', number: 1001 });
});
