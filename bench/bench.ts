import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { atMost, type Figure } from './figures.ts';
import { readSetting } from './machine.ts';
import { type Report, type ScenarioReport, tableOf, writeReport } from './report.ts';
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
const HELP = `npm run bench -- [--quick | --full | --tiny] [--only <scenario>[,<scenario>]] [--out <folder>]

  --quick   small and short: under two minutes
  --full    as the default, with 10,000,000 finished deliveries
  --tiny    as little as shows that the bench itself works
  --only    of ${Object.keys(SCENARIOS).join(', ')}
  --out     where benchmarks.md and benchmarks.json go; default ${DEFAULT_FOLDER}, for --only and --tiny nowhere`;

interface Options {
  readonly mode: Mode;
  readonly names: readonly string[];
  /** Null = nothing is written. */
  readonly folder: string | null;
}

function readOptions(): Options | null {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: {
      ...{ help: flag, quick: flag, full: flag, tiny: flag },
      ...{ only: { type: 'string' }, out: { type: 'string' } },
    },
  });
  if (values.help) return null;
  const mode = MODES.find((it) => it !== 'standard' && values[it]) ?? 'standard';
  const names = values.only?.split(',') ?? Object.keys(SCENARIOS);
  const unknown = names.filter((name) => SCENARIOS[name] === undefined);
  if (unknown.length > 0) throw new Error(`there is no scenario ${unknown.join(', ')}\n\n${HELP}`);
  const isWhole = values.only === undefined && mode !== 'tiny';
  const folder = values.out ?? (isWhole ? DEFAULT_FOLDER : null);
  return { mode, names, folder: folder === null ? null : resolve(folder) };
}

async function runScenario(stage: Stage, name: string): Promise<ScenarioReport> {
  const { title, run } = SCENARIOS[name]!;
  console.log(`\n${title}`);
  const startedMs = performance.now();
  await stage.takePeakMemoryMb();
  await emptyLog(stage.database);
  const figures = await run(stage);
  figures.push(atMost('memory of the hub', await stage.takePeakMemoryMb(), 'MB', MEMORY_MB_MAX));
  console.table(tableOf(figures));
  return { name, title, seconds: (performance.now() - startedMs) / 1000, figures };
}

async function bench({ mode, names, folder }: Options): Promise<void> {
  const stage = await Stage.open(SIZES[mode]);
  const interrupted = new Promise<never>((_, reject) => {
    process.once('SIGINT', () => reject(new Error('interrupted')));
  });
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

const options = readOptions();
if (options === null) console.log(HELP);
else await bench(options);
