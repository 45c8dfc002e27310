import { chmod, cp, mkdtemp, open, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { runProgram, type ServerUser } from './run-program.ts';

export interface PostgresBinaries {
  binDir: string;
  /** Such as 18: a cluster of another one can't be opened. */
  majorVersion: number;
}

interface BinaryPackage {
  nativeDir: string;
  version: string;
}

/**
 * Finds programs that `user` can run. A checkout may lie where that user can't go (`/root`), and an install
 * without scripts lacks the libraries' links: then they are copied into the data folder, whole or not at all.
 */
export async function findBinaries(dataDir: string, user: ServerUser | undefined): Promise<PostgresBinaries> {
  const source = findBinaryPackage();
  const inPlace = await tryBinaries(source.nativeDir, user);
  if (typeof inPlace !== 'string') return inPlace;
  const copyDir = join(dataDir, `postgresql-${source.version}`);
  const earlierCopy = await tryBinaries(copyDir, user);
  if (typeof earlierCopy !== 'string') return earlierCopy;
  await copyBinaries(source.nativeDir, copyDir);
  const copy = await tryBinaries(copyDir, user);
  if (typeof copy !== 'string') return copy;
  throw new EmbeddedPostgresError(
    `the embedded PostgreSQL can't be run (in ${source.nativeDir}: ${inPlace}; copied to ${copyDir}: ${copy}); set DATABASE_URL`,
  );
}

function findBinaryPackage(): BinaryPackage {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // Windows' binaries would do, but `pg` can't reach a Unix socket there.
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError('the embedded PostgreSQL needs Linux or macOS; set DATABASE_URL');
  }
  try {
    // The platform's package is a dependency of embedded-postgres, so it is resolved from there.
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const packageDir = dirname(dirname(entry));
    const { version } = fromHere(join(packageDir, 'package.json')) as { version: string };
    return { nativeDir: join(packageDir, 'native'), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch} (package ${name}); set DATABASE_URL`,
      { cause },
    );
  }
}

/** The binaries, or why they don't run. */
async function tryBinaries(
  nativeDir: string,
  user: ServerUser | undefined,
): Promise<PostgresBinaries | string> {
  const binDir = join(nativeDir, 'bin');
  const { exitCode, stdout, stderr } = await runProgram(join(binDir, 'postgres'), ['--version'], { user });
  const majorVersion = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]);
  if (exitCode !== 0 || !majorVersion) return stderr.trim() || `exit code ${exitCode}`;
  return { binDir, majorVersion };
}

async function copyBinaries(nativeDir: string, copyDir: string): Promise<void> {
  const prefix = `${basename(copyDir)}.new-`;
  for (const name of await readdir(dirname(copyDir))) {
    if (name.startsWith(prefix)) await rm(join(dirname(copyDir), name), { recursive: true, force: true });
  }
  const temporary = await mkdtemp(join(dirname(copyDir), prefix));
  await cp(nativeDir, temporary, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(temporary);
  await openToAll(temporary);
  await rm(copyDir, { recursive: true, force: true });
  await rename(temporary, copyDir);
}

/** What the package's install script does: npm packages can't carry links. */
async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // Both begin with the package's folder, `native/`.
    const link = join(root, ...target.split('/').slice(1));
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Readable by everyone and on the disk before the rename makes it trusted. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    if (!entry.isFile()) continue;
    await chmod(path, 0o755);
    const file = await open(path, 'r');
    await file.sync();
    await file.close();
  }
}
