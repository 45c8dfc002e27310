import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names this run of this machine and its process namespace: of a worker with the same name it can be told whether its
 * process is alive. Null where it can't, which is anywhere but on Linux.
 */
export function findProcessScope(): string | null {
  if (process.platform !== 'linux') return null;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`;
}

/** Within this scope. A number that another process has got since counts as alive. */
export function isProcessGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
