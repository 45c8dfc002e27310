import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ALL, type Figure, Measured } from './figures.ts';
import { readSetting } from './machine.ts';
import { figureTable, type Report, type ScenarioReport, targetTable, writeReport } from './report.ts';
import { drain } from './scenarios/drain.ts';
import { faults } from './scenarios/faults.ts';
import { history } from './scenarios/history.ts';
import { latency } from './scenarios/latency.ts';
import { reads } from './scenarios/reads.ts';
import { writes } from './scenarios/writes.ts';
import { emptyLog } from './seed/deliveries.ts';
import { MODES, type Mode, SIZES } from './sizes.ts';
import { Stage } from './stage.ts';

interface Scenario {
  readonly title: string;
  readonly run: (stage: Stage) => Promise<Figure[]>;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  drain: { title: 'Deliveries from a backlog', run: drain },
  latency: { title: 'From commit to receipt', run: latency },
  faults: { title: 'Bad neighbours and killed workers', run: faults },
  reads: { title: 'Reading listings', run: reads },
  writes: { title: 'Orders, customers, imports', run: writes },
  history: { title: 'A long delivery log, and pruning it', run: history },
};

const DEFAULT_FOLDER = 'docs';
const MEMORY_MB_MAX = 300;
const HELP = `npm run bench -- [--quick | --full | --tiny] [--only <scenario>[,<scenario>]] [--out <folder>] [--profile <folder>]

  --quick   small and short: under two minutes
  --full    as the default, with 10,000,000 finished deliveries
  --tiny    as little as shows that the bench itself works
  --only    of ${Object.keys(SCENARIOS).join(', ')}
  --out     where benchmarks.md and benchmarks.json go; default ${DEFAULT_FOLDER}, for --only and --tiny nowhere
  --profile where each process of the hub leaves a CPU profile (*.cpuprofile); they cost speed`;

interface Options {
  readonly mode: Mode;
  readonly names: readonly string[];
  /** Null = nothing is written. */
  readonly folder: string | null;
  readonly profileFolder: string | null;
}

function readOptions(): Options | null {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: {
      ...{ help: flag, quick: flag, full: flag, tiny: flag },
      ...{ only: { type: 'string' }, out: { type: 'string' }, profile: { type: 'string' } },
    },
  });
  if (values.help) return null;
  const mode = MODES.find((it) => it !== 'standard' && values[it]) ?? 'standard';
  const names = values.only?.split(',') ?? Object.keys(SCENARIOS);
  const unknown = names.filter((name) => SCENARIOS[name] === undefined);
  if (unknown.length > 0) throw new Error(`there is no scenario ${unknown.join(', ')}\n\n${HELP}`);
  const isWhole = values.only === undefined && mode !== 'tiny';
  const folder = values.out ?? (isWhole ? DEFAULT_FOLDER : null);
  const resolved = (path: string | null | undefined): string | null => (path ? resolve(path) : null);
  return { mode, names, folder: resolved(folder), profileFolder: resolved(values.profile) };
}

/** A scenario that breaks off is reported as such, and the next begins. */
async function runScenario(stage: Stage, name: string): Promise<ScenarioReport> {
  const { title, run } = SCENARIOS[name]!;
  console.log(`\n${title}`);
  const startedMs = performance.now();
  const measured = new Measured(ALL);
  let figures: Figure[] = [];
  let failure: string | null = null;
  try {
    await emptyLog(stage.database);
    figures = await run(stage);
  } catch (error) {
    console.error(error);
    failure = (error as Error).message;
    process.exitCode = 1;
  }
  measured.atMost('memory', await stage.takePeakMemoryMb(), 'MB', MEMORY_MB_MAX);
  figures = [...figures, ...measured.figures];
  console.table(figureTable(figures));
  console.table(targetTable(figures));
  const seconds = (performance.now() - startedMs) / 1000;
  return { name, title, seconds, figures, ...(failure === null ? {} : { failure }) };
}

async function bench({ mode, names, folder, profileFolder }: Options): Promise<void> {
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new Error(`interrupted by ${signal}`)));
    }
  });
  // Until the first scenario races it nobody listens; what is being opened is closed then.
  interrupted.catch(() => {});
  const stage = await Stage.open(SIZES[mode], profileFolder);
  try {
    const setting = await readSetting(stage.database);
    const date = new Date().toISOString();
    const scenarios: ScenarioReport[] = [];
    for (const name of names) scenarios.push(await Promise.race([runScenario(stage, name), interrupted]));
    const report: Report = { date, mode, ...setting, scenarios };
    if (folder === null) return;
    await writeReport(folder, report);
    console.log(`\nWritten to ${folder}/benchmarks.md and ${folder}/benchmarks.json`);
  } finally {
    await stage.close();
  }
}

/** Null after a mistake in the command line, which has been told then, or after the help that was asked for. */
function readOptionsOrTell(): Options | null {
  try {
    const options = readOptions();
    if (options === null) console.log(HELP);
    return options;
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
    return null;
  }
}

const options = readOptionsOrTell();
if (options !== null) await bench(options);
