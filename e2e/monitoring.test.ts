import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Scrape } from '../server/test/support/scrape.ts';
import { createDealer } from './support/dealer.ts';
import { describeOrSkip } from './support/describe-or-skip.ts';
import { hubForFile } from './support/hub-for-file.ts';
import { promtool, runPromtool } from './support/promtool.ts';
import { createTemporaryFolder } from './support/temporary-folder.ts';

const DOCS = join(import.meta.dirname, '../docs');
const RULES = join(DOCS, 'alerts/watchtraderhub.rules.yml');
const RULES_TEST = join(DOCS, 'alerts/watchtraderhub.rules.test.yml');
const rules = readFileSync(RULES, 'utf8');
const dashboard = readFileSync(join(DOCS, 'alerts/watchtraderhub.dashboard.json'), 'utf8');
const page = readFileSync(join(DOCS, 'src/content/docs/self-hosting/monitoring.md'), 'utf8');

/** One row stands for what the library measures of every Node.js process. */
const OF_THE_PROCESS = /^wth_(process|nodejs)_/;

const scene = hubForFile({ METRICS_PORT: '0' });
let scrape: Scrape;
beforeAll(async () => {
  const port = /"metrics_port":(\d+)/.exec(scene.hub.output)![1];
  const dealer = await createDealer(scene.hub);
  await dealer.newListing();
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  scrape = new Scrape(await response.text());
});

const namesIn = (text: string) => [...new Set(text.match(/\bwth_[a-z0-9_]+/g))];
/** A histogram's series have a suffix that its name lacks. */
const metricOf = (series: string) =>
  scrape.names.includes(series) ? series : series.replace(/_(bucket|sum|count)$/, '');

describe('a metric named by', () => {
  it.for([
    ['the rules', rules],
    ['the dashboard', dashboard],
    ['the page', page.replaceAll(/`wth_(process|nodejs)_\*`/g, '')],
  ] as const)('%s is one that the hub has', ([, text]) => {
    const names = namesIn(text).filter((name) => !/^wth_(test|live)_|^wth_4k/.test(name));
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !scrape.names.includes(metricOf(name)))).toEqual([]);
  });
});

it('the rules ask for label values that exist', () => {
  const wanted = [...rules.matchAll(/(wth_\w+)\{(\w+="\w+")\}/g)].map(
    ([, name, label]) => `${name}{${label}}`,
  );
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter((series) => !scrape.has(series))).toEqual([]);
});

it('the page has one row for each metric of the hub, with its labels, its type and its own help', () => {
  const rows = [...page.matchAll(/^\| `(wth_[a-z_]+(?:\{[a-z,]+\})?)` \| (\w+) \| (.+) \|$/gm)];
  const own = scrape.metrics.filter(({ name }) => !OF_THE_PROCESS.test(name));
  const onPage = rows.map(([, series, type, help]) => `${series} ${type} ${help}`);
  const inHub = own.map(({ name, labels, type, help }) => {
    const suffix = labels.length === 0 ? '' : `{${labels.join(',')}}`;
    return `${name}${suffix} ${type} ${help}`;
  });
  expect(onPage.sort()).toEqual(inHub.sort());
});

it('each metric has its unit in its name, and counters end in _total', () => {
  for (const { name, type } of scrape.metrics.filter((it) => !OF_THE_PROCESS.test(it.name))) {
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(name).not.toMatch(/_(ms|us|milliseconds|minutes|kb|percent)(_|$)/);
  }
});

it('no label holds an id, an address or a name of a dealer', () => {
  expect(scrape.text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|@|127\.0\.0\.1|evt_/);
});

it('each alert says what to do, and leads to the part of the page about it', () => {
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!);
  const sections = [...page.matchAll(/^### (Wth\w+)$/gm)].map(([, name]) => name!);
  expect(alerts.length).toBeGreaterThan(0);
  expect(sections).toEqual(alerts);
  for (const annotation of ['summary', 'description', 'runbook']) {
    expect(rules.match(new RegExp(`^ {10}${annotation}: .+$`, 'gm'))).toHaveLength(alerts.length);
  }
  for (const name of alerts) {
    expect(rules).toContain(`runbook: /docs/self-hosting/monitoring#${name.toLowerCase()}\n`);
  }
});

it('each panel of the dashboard has its own place, and asks the data source that was chosen', () => {
  const { panels } = JSON.parse(dashboard) as { panels: Panel[] };
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  const targets = panels.flatMap((panel) => panel.targets ?? []);
  expect(targets.length).toBeGreaterThan(20);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own variable
  for (const { datasource } of targets) expect(datasource.uid).toBe('${datasource}');
});

interface Panel {
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

describeOrSkip('promtool', promtool, () => {
  it('finds no mistake in the rules', async () => {
    await runPromtool(['check', 'rules', RULES]);
  });

  it('sees each alert fire when it should, and none while all is well', async () => {
    await runPromtool(['test', 'rules', RULES_TEST]);
    const fired = [...readFileSync(RULES_TEST, 'utf8').matchAll(/alertname="(\w+)"/g)].map(
      ([, name]) => name!,
    );
    const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!);
    expect(new Set(fired)).toEqual(new Set(alerts));
  });

  it('parses each expression of the dashboard', async () => {
    const { panels } = JSON.parse(dashboard) as { panels: Panel[] };
    const expressions = panels.flatMap((panel) => (panel.targets ?? []).map((target) => target.expr));
    const asRules = expressions.map((expr, index) => ({
      record: `panel:query_${index}`,
      expr: expr.replaceAll('$__rate_interval', '5m'),
    }));
    const folder = await createTemporaryFolder();
    const file = join(folder, 'panels.yml');
    // JSON is YAML.
    await writeFile(file, JSON.stringify({ groups: [{ name: 'panels', rules: asRules }] }));
    await runPromtool(['check', 'rules', file]);
    await rm(folder, { recursive: true });
  });

  it('finds nothing to say against the names and helps of the metrics', async () => {
    const own = scrape.metrics.filter(({ name }) => !OF_THE_PROCESS.test(name));
    await runPromtool(['check', 'metrics'], own.map(({ text }) => text).join(''));
  });
});
