import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryFolder } from './temporary-folder.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const COPIED = ['src', 'migrations', 'package.json'];

export interface Build {
  /** To remove at the end. */
  readonly folder: string;
  /** Folder of its `main.ts`. */
  readonly source: string;
}

/** Numbers as in the names of migrations, from the one after this checkout's newest on. */
export async function nextMigrationNumbers(count: number): Promise<string[]> {
  const files = await readdir(join(REPOSITORY, 'server/migrations'));
  return Array.from({ length: count }, (_, index) => String(files.length + 1 + index).padStart(4, '0'));
}

/** This checkout as its next release might be: with more migrations, and nothing else. */
export async function makeNewerBuild(migrations: Readonly<Record<string, string>>): Promise<Build> {
  const folder = await createTemporaryFolder();
  const server = join(folder, 'server');
  await mkdir(server);
  for (const name of COPIED) {
    await cp(join(REPOSITORY, 'server', name), join(server, name), { recursive: true });
  }
  for (const name of ['node_modules', 'server/node_modules', 'dashboard', 'docs', 'sdk', 'package.json']) {
    await symlink(join(REPOSITORY, name), join(folder, name));
  }
  for (const [file, sql] of Object.entries(migrations)) {
    await writeFile(join(server, 'migrations', file), sql);
  }
  return { folder, source: join(server, 'src') };
}
