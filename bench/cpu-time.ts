import { readFile } from 'node:fs/promises';

/** Linux shows times in hundredths of a second to every program, whatever its kernel counts in. */
const TICK_MS = 10;

interface CpuTimes {
  readonly ownMs: number;
  /** Of children that have ended. */
  readonly endedChildrenMs: number;
}

/** proc(5), `stat`; NaN when the process is gone or there is no /proc. */
async function readCpuTimes(pid: number): Promise<CpuTimes> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(emptyWhenMissing);
  // The name in front may hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system, childrenUser, childrenSystem] = fields
    .slice(11, 15)
    .map((ticks) => Number(ticks) * TICK_MS);
  return {
    ownMs: (user ?? Number.NaN) + (system ?? Number.NaN),
    endedChildrenMs: (childrenUser ?? Number.NaN) + (childrenSystem ?? Number.NaN),
  };
}

/** Milliseconds of processor time of a process so far. */
export async function readCpuMs(pid: number): Promise<number> {
  return (await readCpuTimes(pid)).ownMs;
}

/** The same with all its children, those that have ended included. */
export async function readFamilyCpuMs(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(emptyWhenMissing);
  const pids = children.trim().split(' ').filter(Boolean).map(Number);
  const times = await Promise.all(pids.map(readCpuMs));
  const { ownMs, endedChildrenMs } = await readCpuTimes(pid);
  // One that has ended meanwhile is among the others now.
  const living = times.filter((ms) => !Number.isNaN(ms)).reduce((sum, ms) => sum + ms, 0);
  return ownMs + endedChildrenMs + living;
}

function emptyWhenMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
  throw error;
}
