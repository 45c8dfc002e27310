import { readFile } from 'node:fs/promises';
import { findPostmasterPid, freezePostgres } from '../../e2e/support/embedded-postgres.ts';
import type { Random } from '../random.ts';
import type { CrashStage } from './crash-stage.ts';
import type { KeptProcess } from './kept-process.ts';

export const KILL_KINDS = [
  'kill -9 of an API process',
  'kill -9 of an API process while PostgreSQL stands still in the middle of commits',
  'kill -9 of a worker',
  'kill -9 of an API process and a worker at once',
  'kill -9 of the postmaster',
  'SIGQUIT to the postmaster, as pg_ctl stop -m immediate',
  'kill -9 of a backend of PostgreSQL',
] as const;

export type KillKind = (typeof KILL_KINDS)[number];

/** What has to come back before the hub is as it was. */
export interface Kill {
  readonly kind: KillKind;
  readonly target: 'api' | 'worker' | 'PostgreSQL';
  /** API processes that must answer again. */
  readonly apis: readonly number[];
  /** Of `performance.now()`. */
  readonly atMs: number;
}

/** Null when there is nothing of that kind to kill at the moment. */
export async function killOne(stage: CrashStage, random: Random, kind: KillKind): Promise<Kill | null> {
  switch (kind) {
    case 'kill -9 of an API process':
      return await killProcesses(stage, kind, { api: pickUp(random, stage.apis) });
    case 'kill -9 of an API process while PostgreSQL stands still in the middle of commits':
      return await killInTheMiddleOfCommits(stage, random, kind);
    case 'kill -9 of a worker':
      return await killProcesses(stage, kind, { worker: pickUp(random, stage.workers) });
    case 'kill -9 of an API process and a worker at once':
      return await killProcesses(stage, kind, {
        ...{ api: pickUp(random, stage.apis), worker: pickUp(random, stage.workers) },
      });
    case 'kill -9 of the postmaster':
      return await signalPostgres(stage, kind, 'SIGKILL', (postmaster) => postmaster);
    case 'SIGQUIT to the postmaster, as pg_ctl stop -m immediate':
      return await signalPostgres(stage, kind, 'SIGQUIT', (postmaster) => postmaster);
    case 'kill -9 of a backend of PostgreSQL':
      return await signalPostgres(stage, kind, 'SIGKILL', async (postmaster) => {
        const backends = await listChildren(postmaster);
        return backends.length === 0 ? null : random.pick(backends);
      });
  }
}

function pickUp(random: Random, processes: readonly KeptProcess[]): KeptProcess | null {
  const up = processes.filter((it) => it.isUp);
  return up.length === 0 ? null : random.pick(up);
}

interface Victims {
  readonly api?: KeptProcess | null;
  readonly worker?: KeptProcess | null;
}

async function killProcesses(
  { apis }: CrashStage,
  kind: KillKind,
  { api, worker }: Victims,
): Promise<Kill | null> {
  if (api === null || worker === null) return null;
  const atMs = performance.now();
  await Promise.all([api?.kill(), worker?.kill()]);
  const hit = api === undefined ? [] : [apis.indexOf(api)];
  return { kind, target: worker === undefined ? 'api' : 'worker', apis: hit, atMs };
}

/** Commits that PostgreSQL carries out after the death of who sent them are those whose answer nobody gets. */
async function killInTheMiddleOfCommits(
  stage: CrashStage,
  random: Random,
  kind: KillKind,
): Promise<Kill | null> {
  if ((await findPostmasterPid(stage.dataDir)) === null) return null;
  const goOn = await freezePostgres(stage.dataDir);
  try {
    return await killProcesses(stage, kind, { api: pickUp(random, stage.apis) });
  } finally {
    goOn();
  }
}

/** The stage starts PostgreSQL again. */
async function signalPostgres(
  { dataDir, apis }: CrashStage,
  kind: KillKind,
  signal: NodeJS.Signals,
  choose: (postmaster: number) => number | null | Promise<number | null>,
): Promise<Kill | null> {
  const postmaster = await findPostmasterPid(dataDir);
  const pid = postmaster === null ? null : await choose(postmaster);
  if (pid === null) return null;
  const atMs = performance.now();
  process.kill(pid, signal);
  return { kind, target: 'PostgreSQL', apis: apis.map((_, index) => index), atMs };
}

async function listChildren(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}
