import { readFile } from 'node:fs/promises';

/**
 * Megabytes of RSS that a process holds now (`VmRSS`) or held at most since it began (`VmHWM`), as Linux tells it. Rejects
 * with ENOENT or ESRCH when the process has ended or there is no /proc.
 */
export async function readMemoryMb(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  // A process that has ended and not been waited for has no memory any more.
  if (kilobytes === undefined) throw Object.assign(new Error(`process ${pid} has ended`), { code: 'ESRCH' });
  return (Number(kilobytes) * 1024) / 1_000_000;
}

/** The most since it began; NaN when it is gone or there is no /proc. */
export async function readPeakMemoryMb(pid: number): Promise<number> {
  return await readMemoryMb(pid, 'VmHWM').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return Number.NaN;
    throw error;
  });
}
