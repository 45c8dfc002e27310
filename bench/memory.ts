import { readFile } from 'node:fs/promises';

/** Megabytes of RSS the process held at most since it began; NaN when it is gone or there is no /proc. */
export async function readPeakMemoryMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(ignoreMissing);
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
  return kilobytes === undefined ? Number.NaN : (Number(kilobytes) * 1024) / 1_000_000;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return;
  throw error;
}
