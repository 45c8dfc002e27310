import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProcessScope, isProcessGone } from '../../src/deliveries/process-scope.ts';

let proc: string;
beforeEach(async () => {
  proc = await mkdtemp(join(tmpdir(), 'wth-proc-'));
});
afterEach(() => rm(proc, { recursive: true }));

async function pretend(boot: string, namespace: string): Promise<string | null> {
  await rm(proc, { recursive: true });
  await mkdir(join(proc, 'sys/kernel/random'), { recursive: true });
  await mkdir(join(proc, 'self/ns'), { recursive: true });
  await writeFile(join(proc, 'sys/kernel/random/boot_id'), `${boot}\n`);
  await symlink(namespace, join(proc, 'self/ns/pid'));
  return findProcessScope(proc);
}

test('a scope is another one after a restart of the machine, and in another container', async () => {
  const scope = await pretend('boot-1', 'pid:[1]');
  expect(scope).toContain('boot-1');
  expect(await pretend('boot-1', 'pid:[1]')).toBe(scope);
  expect(await pretend('boot-2', 'pid:[1]')).not.toBe(scope);
  expect(await pretend('boot-1', 'pid:[2]')).not.toBe(scope);
});

test('there is none where the system does not tell, and a worker starts all the same', () => {
  expect(findProcessScope(proc)).toBeNull();
});

test('a process is gone when it has ended, and not before', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  expect([isProcessGone(process.pid), isProcessGone(child.pid!)]).toEqual([false, false]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isProcessGone(child.pid!)).toBe(true);
});
