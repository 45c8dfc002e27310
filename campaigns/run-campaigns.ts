import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CAMPAIGNS } from './list-campaigns.ts';
import { keepReport, tableRows } from './report.ts';

const HELP = `npm run campaign -- <name> [--short] [--seed <number>] [--keep]

  --short   as CI runs it
  --seed    the random choices of an earlier run
  --keep    puts the result into docs/reliability.md and docs/reliability.json

Campaigns:
${Object.entries(CAMPAIGNS)
  .map(([name, { title }]) => `  ${name.padEnd(16)} ${title}`)
  .join('\n')}`;

interface Arguments {
  readonly names: readonly string[];
  readonly isShort: boolean;
  readonly seed: number;
  readonly isKept: boolean;
}

/** @throws Error in words for whoever typed it */
function readArguments(): Arguments {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { short: flag, keep: flag, seed: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => CAMPAIGNS[name] === undefined);
  if (unknown.length > 0) throw new Error(`there is no campaign ${unknown.join(', ')}\n\n${HELP}`);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed takes a whole number');
  return { names: positionals, isShort: values.short, seed, isKept: values.keep };
}

/** Whether nothing was found. */
async function runCampaign(name: string, { isShort, seed, isKept }: Arguments): Promise<boolean> {
  const campaign = CAMPAIGNS[name]!;
  console.log(`\n${campaign.title} (seed ${seed})`);
  const startedMs = performance.now();
  const result = await campaign.run({ isShort, seed, log: (line) => console.log(`  ${line}`) });
  const seconds = (performance.now() - startedMs) / 1000;
  const rows = tableRows(result);
  for (const [what, times] of [...rows.tried, ...rows.figures])
    console.log(`  ${times!.padStart(12)}  ${what}`);
  for (const finding of result.findings) console.error(`  FOUND: ${finding}`);
  console.log(`  ${result.findings.length} found in ${seconds.toFixed(0)} s`);
  if (isKept) {
    const commit = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' }).trim();
    const report = { date: new Date().toISOString(), commit, isShort, seed, seconds, ...result };
    await keepReport(join(import.meta.dirname, '../docs'), name, report);
  }
  return result.findings.length === 0;
}

async function main(): Promise<void> {
  let options: Arguments;
  try {
    options = readArguments();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
    return;
  }
  if (options.names.length === 0) console.log(HELP);
  for (const name of options.names) {
    if (!(await runCampaign(name, options))) process.exitCode = 1;
  }
}

await main();
