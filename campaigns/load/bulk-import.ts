import { setTimeout as delay } from 'node:timers/promises';
import { importFile } from '../../e2e/support/import-file.ts';
import type { CampaignResult } from '../campaign.ts';
import { describeWrong, p99, probe } from './probe.ts';
import type { LoadScene } from './scene.ts';

/** The target of the product is 2; a shared machine needs room for what others do on it. */
const RATIO_MAX = 6;
/** Below this nobody is hurt, whatever the ratio says. */
const HURT_MS = 250;
const IMPORT_MS_MAX = 240_000;

/** One dealer imports a file of many rows, while the bystander reads and sells. */
export async function importInBulk(scene: LoadScene): Promise<CampaignResult> {
  const { bystander, log } = scene;
  const rows = scene.isShort ? 3_000 : 40_000;
  const quiet = await probe(bystander, delay(scene.isShort ? 1_500 : 10_000));
  const startedMs = performance.now();
  const work = runImport(scene, rows);
  const during = await probe(bystander, work);
  const state = await work;
  const seconds = (performance.now() - startedMs) / 1000;
  log(`${rows} rows imported in ${seconds.toFixed(1)} s`);
  const findings = judge(quiet.orderMs, during.orderMs, 'orders');
  findings.push(...judge(quiet.readMs, during.readMs, 'reads'));
  if (state !== 'completed') findings.push(`an import of ${rows} rows ended as ${state}`);
  const wrong = describeWrong(during.wrong);
  if (wrong !== '' || during.shed > 0)
    findings.push(`beside an import of another dealer there were ${wrong} and ${during.shed} times 503`);
  return {
    tried: [{ what: 'rows imported by one dealer while another reads and sells', times: rows }],
    figures: [
      { name: 'import beside other requests', value: rows / seconds, unit: 'rows/s' },
      ratio('orders', quiet.orderMs, during.orderMs),
      ratio('reads', quiet.readMs, during.readMs),
    ],
    findings,
  };
}

const ratio = (what: string, before: readonly number[], during: readonly number[]) => ({
  name: `p99 of another dealer's ${what} beside an import, to before`,
  value: p99(during) / p99(before),
  unit: '×',
});

function judge(before: readonly number[], during: readonly number[], what: string): string[] {
  if (during.length === 0) return [`beside an import another dealer's ${what} stood still`];
  if (p99(during) < HURT_MS || p99(during) < RATIO_MAX * p99(before)) return [];
  return [
    `beside an import the p99 of another dealer's ${what} rose from ${p99(before).toFixed(0)} to ${p99(during).toFixed(0)} ms`,
  ];
}

async function runImport({ loader }: LoadScene, rows: number): Promise<string> {
  const lines = Array.from({ length: rows }, (_, row) => `L-${row},Seamaster 300 no ${row},4900,EUR`);
  const csv = `stock_number,title,price,currency\n${lines.join('\n')}`;
  return (await importFile(loader.dealer, csv, { timeoutMs: IMPORT_MS_MAX })).state;
}
