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
  /** Why it ended early. */
  readonly failure?: string;
}

export interface Report extends Setting {
  /** RFC 3339. */
  readonly date: string;
  readonly mode: Mode;
  readonly scenarios: readonly ScenarioReport[];
}

/** Rows by case, each with its cells by measure. */
export type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function figureTable(figures: readonly Figure[]): Table {
  const rows: Record<string, Record<string, string>> = {};
  for (const figure of figures) {
    rows[figure.case] ??= {};
    const share = figure.limit === undefined ? Number.NaN : (figure.value / figure.limit) * 100;
    rows[figure.case]![figure.measure] =
      show(figure.value, figure.unit) +
      (figure.limit === undefined ? '' : ` (${Math.round(share)} % of ${show(figure.limit, figure.unit)})`);
  }
  return rows;
}

export function targetTable(figures: readonly Figure[]): Table {
  const rows: Record<string, Record<string, string>> = {};
  for (const figure of figures) {
    if (figure.target === undefined) continue;
    const share = figure.limit === undefined ? null : `${Math.round((figure.value / figure.limit) * 100)} %`;
    rows[`${figure.measure}: ${figure.case}`] = {
      target: figure.target.text,
      measured: share ?? show(figure.value, figure.unit),
      met: figure.target.isMet ? 'met' : 'not met',
    };
  }
  return rows;
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

const DEFINITIONS = `Everything runs on this one machine: the hub, its PostgreSQL (embedded, \`fsync\` on, on a disk), the load and the
receiver, each a process of its own, over loopback.

- **% of**: of a limit measured in the same run. For deliveries a loop that only signs and posts to the same receiver, with
  as many requests under way and the same bytes; for reads a handler of \`node:http\` and \`pg\` with the hub's own statements,
  without keys, limits or checks.
- **p50, p95, p99**: from the commit to the receipt at a healthy endpoint: from the time PostgreSQL gives the commit
  (\`track_commit_timestamp\`) to the last byte of the request at the receiver, by the same machine's clock. All samples,
  nearest rank. What is written are orders of three watches over the public API (four events in one transaction), evenly
  paced whatever the answers do; *events written* is what the API really took.
- **lost**: acknowledged or committed, but not at a healthy endpoint in time, or settled without having arrived.
  **duplicates**: requests beyond the first of a delivery.
- **CPU for each**: processor time of the hub's process, of all of PostgreSQL's and of the bare loop, divided by the
  deliveries. It stays about the same when the machine is busy.
- **memory**: the most that a process of the hub held (RSS) during the scenario, its start included.`;

function formatReport(report: Report): string {
  const { machine, versions } = report;
  const commit = `${report.commit.slice(0, 12)}${report.is_changed ? ' with changes' : ''}`;
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

${report.scenarios.map(formatScenario).join('\n')}`;
}

function formatScenario({ title, seconds, figures, failure }: ScenarioReport): string {
  const targets = targetTable(figures);
  return [
    `## ${title}\n`,
    ...(failure === undefined ? [] : [`Ended early: ${failure}\n`]),
    ...(figures.length === 0 ? [] : [`${formatTable('', figureTable(figures))}\n`]),
    ...(Object.keys(targets).length === 0 ? [] : [`${formatTable('target', targets)}\n`]),
    `Took ${Math.round(seconds)} s.\n`,
  ].join('\n');
}

function formatTable(corner: string, table: Table): string {
  const columns = [...new Set(Object.values(table).flatMap((cells) => Object.keys(cells)))];
  const lines = Object.entries(table).map(
    ([name, cells]) => `| ${[name, ...columns.map((column) => cells[column] ?? '')].join(' | ')} |`,
  );
  return [`| ${[corner, ...columns].join(' | ')} |`, `|---|${'--:|'.repeat(columns.length)}`, ...lines].join(
    '\n',
  );
}
