import { readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runProgram } from './run-program.ts';

/** A running server, as its own `postmaster.pid` describes it. */
export interface Postmaster {
  pid: number;
  port: number;
  /** Empty until it listens. */
  socketFolder: string;
}

/** The server that runs on `pgData`. What a crash left behind, a recycled pid included, doesn't count. */
export async function findPostmaster(pgData: string): Promise<Postmaster | undefined> {
  const postmaster = await readPostmasterFile(pgData);
  return postmaster && (await isPostgresIn(postmaster.pid, pgData)) ? postmaster : undefined;
}

/**
 * A dead server's file whose pid now belongs to another program makes PostgreSQL refuse to start. Called by
 * the holder of the data folder's lock alone; PostgreSQL itself clears the file of a pid that is free.
 */
export async function removeMisleadingPostmasterFile(pgData: string): Promise<void> {
  const postmaster = await readPostmasterFile(pgData);
  if (!postmaster || !isAlive(postmaster.pid) || (await isPostgresIn(postmaster.pid, pgData))) return;
  await rm(join(pgData, 'postmaster.pid'), { force: true });
}

async function readPostmasterFile(pgData: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(pgData, 'postmaster.pid'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    },
  );
  // pid, data folder, start time, port, socket folder, …
  const [pid, , , port, socketFolder] = text.split('\n');
  return Number(pid) > 0
    ? { pid: Number(pid), port: Number(port), socketFolder: socketFolder ?? '' }
    : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A server's working folder is its data folder; compared by inode, since a path has many spellings. */
async function isPostgresIn(pid: number, pgData: string): Promise<boolean> {
  const described = process.platform === 'linux' ? await describeByProc(pid) : await describeByTools(pid);
  if (described?.program !== 'postgres') return false;
  const [workingFolder, dataFolder] = await Promise.all([
    stat(described.cwd).catch(() => undefined),
    stat(pgData),
  ]);
  return workingFolder?.dev === dataFolder.dev && workingFolder.ino === dataFolder.ino;
}

interface ProcessDescription {
  program: string;
  cwd: string;
}

async function describeByProc(pid: number): Promise<ProcessDescription | undefined> {
  const comm = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined);
  return comm === undefined ? undefined : { program: comm.trim(), cwd: `/proc/${pid}/cwd` };
}

async function describeByTools(pid: number): Promise<ProcessDescription | undefined> {
  const [ps, lsof] = await Promise.all([
    runProgram('ps', ['-p', String(pid), '-o', 'comm=']),
    runProgram('lsof', ['-a', '-p', String(pid), '-d', 'cwd', '-Fn']),
  ]);
  const cwd = /^n(.*)$/m.exec(lsof.stdout)?.[1];
  return ps.exitCode === 0 && cwd ? { program: basename(ps.stdout.trim()), cwd } : undefined;
}
