import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Names this run of this machine and its process namespace: of a worker with the same name it can be told whether its
 * process is alive. Null where that can't be told: anywhere but on Linux, and in a sandbox that hides these files.
 * @param procFolder the system's, but for tests
 */
export function findProcessScope(procFolder = '/proc'): string | null {
  try {
    const boot = readFileSync(join(procFolder, 'sys/kernel/random/boot_id'), 'utf8').trim();
    return `${hostname()} ${boot} ${readlinkSync(join(procFolder, 'self/ns/pid'))}`;
  } catch (error) {
    // A call of the system that failed; without the scope a dead worker is noticed by its lease.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return null;
  }
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
