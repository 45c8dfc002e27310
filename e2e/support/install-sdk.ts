import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGE = 'node_modules/@watchtraderhub/sdk';

export async function buildSdk(outDir: string): Promise<void> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const args = ['-p', join(ROOT, 'sdk/tsconfig.build.json'), '--outDir', outDir];
  await promisify(execFile)(process.execPath, [compiler, ...args]);
}

/** Builds the SDK into a project's `node_modules`, as its package would be there. @returns the package's folder */
export async function installSdk(project: string): Promise<string> {
  const folder = join(project, PACKAGE);
  await mkdir(folder, { recursive: true });
  await buildSdk(join(folder, 'dist'));
  await cp(join(ROOT, 'sdk/package.json'), join(folder, 'package.json'));
  return folder;
}
