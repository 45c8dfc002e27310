import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from './figures.ts';
import type { Setting } from './machine.ts';
import type { Mode } from './sizes.ts';

export interface ScenarioReport {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

export interface Report extends Setting {
  /** RFC 3339. */
  readonly date: string;
  readonly mode: Mode;
  readonly scenarios: readonly ScenarioReport[];
}

const HEADS = ['measure', 'value', 'limit', 'share', 'target', 'met'] as const;
type Row = Readonly<Record<(typeof HEADS)[number], string>>;

export function tableOf(figures: readonly Figure[]): Row[] {
  return figures.map((figure) => ({
    measure: figure.measure,
    value: show(figure.value, figure.unit),
    limit: figure.limit === undefined ? '' : show(figure.limit, figure.unit),
    share: figure.limit === undefined ? '' : `${Math.round((figure.value / figure.limit) * 100)} %`,
    target: figure.target?.text ?? '',
    met: figure.target === undefined ? '' : figure.target.isMet ? 'met' : 'not met',
  }));
}

/** Three digits, more only for what is large anyway. */
function show(value: number, unit: Figure['unit']): string {
  if (Number.isNaN(value)) return 'not measured';
  const isWhole = unit === '' || Math.abs(value) >= 100;
  const digits = isWhole ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === '' || unit === '/s' ? text + unit : `${text} ${unit}`;
}

/** `benchmarks.md` and `benchmarks.json` in the folder. */
export async function writeReport(folder: string, report: Report): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'benchmarks.md'), formatReport(report));
  await writeFile(join(folder, 'benchmarks.json'), `${JSON.stringify(report, null, 2)}\n`);
}

const DEFINITIONS = `Everything runs on this one machine: the hub, its PostgreSQL (embedded, \`fsync\` on, on a disk), the load and the receiver, each a
process of its own, over loopback.

- **limit**: measured in the same run. For deliveries a loop that only signs and posts to the same receiver, with as many
  requests under way and the same bytes; for reads a handler of \`node:http\` and \`pg\` with the hub's own statements, without
  keys, limits or checks.
- **commit to receipt**: from the time PostgreSQL gives the commit (\`track_commit_timestamp\`) to the last byte of the
  request at the receiver, by the same machine's clock. Writers are orders of three watches over the public API (four events
  in one transaction), evenly paced, whatever the answers do; what the API could take is in *events written*.
- **lost**: acknowledged or committed, but not at a healthy endpoint in time, or settled without having arrived.
  **duplicates**: requests beyond the first of a delivery. Percentiles are of all samples, by nearest rank.
- **memory**: the most that any process of the hub held (RSS) during the scenario.`;

function formatReport(report: Report): string {
  const { machine, versions } = report;
  const commit = `${report.commit.slice(0, 12)}${report.is_changed ? ' with changes' : ''}`;
  const sections = report.scenarios.map(
    (scenario) =>
      `## ${scenario.title}\n\n${formatTable(tableOf(scenario.figures))}\n\nTook ${Math.round(scenario.seconds)} s.\n`,
  );
  return `# Benchmarks

Written by \`npm run bench\` (${report.mode}) on ${report.date} at commit ${commit}.

| | |
|---|---|
| processor | ${machine.cores} × ${machine.cpu} |
| memory | ${machine.memory_gb} GB |
| kernel | ${machine.kernel} |
| Node.js | ${versions.node} |
| PostgreSQL | ${versions.postgresql} |

${DEFINITIONS}

${sections.join('\n')}`;
}

function formatTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${HEADS.map((head) => row[head]).join(' | ')} |`);
  return [`| ${HEADS.join(' | ')} |`, '|---|--:|--:|--:|---|---|', ...lines].join('\n');
}
