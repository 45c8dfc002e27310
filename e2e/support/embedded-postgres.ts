import { readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

const pgDataOf = (dataDir: string): string => join(dataDir, 'postgres', 'data');

/** The running server of a data folder: never a process that merely got the pid of a dead one. */
export async function findPostmasterPid(dataDir: string): Promise<number | null> {
  const text = await readFile(join(pgDataOf(dataDir), 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n', 1)[0]);
  if (!(pid > 0)) return null;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return cwd === (await realpath(pgDataOf(dataDir))) ? pid : null;
}

/** Ends the server that a killed hub has left behind. SIGQUIT: at once, and its processes with it. */
export async function stopLeftPostgres(dataDir: string): Promise<void> {
  const pid = await findPostmasterPid(dataDir);
  if (pid === null) return;
  process.kill(pid, 'SIGQUIT');
  await eventually(
    'the left PostgreSQL has ended',
    async () => (await readlink(`/proc/${pid}/cwd`).catch(() => null)) === null,
  );
}

/** DATABASE_URL of the database that the hub on this data folder runs. */
export async function readDatabaseUrl(dataDir: string): Promise<string> {
  const password = await readFile(join(dataDir, 'postgres', 'password'), 'utf8');
  const [, , , port, socketFolder] = (
    await readFile(join(pgDataOf(dataDir), 'postmaster.pid'), 'utf8')
  ).split('\n');
  const query = new URLSearchParams({ host: socketFolder!, port: port! });
  return `postgresql://watchtraderhub:${encodeURIComponent(password.trim())}@/watchtraderhub?${query}`;
}

/**
 * Stops every process of the server where it is; resolves with how to let them go on. What they had been sent
 * before, a COMMIT for one, is then carried out even if its sender has died meanwhile.
 */
export async function freezePostgres(dataDir: string): Promise<() => void> {
  const pid = (await findPostmasterPid(dataDir))!;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const pids = [pid, ...children.trim().split(' ').map(Number)];
  const signal = (name: NodeJS.Signals) => {
    for (const it of pids) signalIfAlive(it, name);
  };
  signal('SIGSTOP');
  return () => signal('SIGCONT');
}

/** A backend may have ended since it was listed. */
function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
