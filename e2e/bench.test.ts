import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryFolder } from './support/temporary-folder.ts';

const RUN_MS_MAX = 240_000;

interface Figure {
  readonly case: string;
  readonly measure: string;
  readonly value: number | null;
}

interface Report {
  readonly commit: string;
  readonly machine: { readonly cores: number };
  readonly versions: { readonly node: string; readonly postgresql: string };
  readonly scenarios: readonly {
    readonly name: string;
    readonly failure?: string;
    readonly figures: readonly Figure[];
  }[];
}

let folder: string;
let report: Report;
let page: string;

beforeAll(async () => {
  folder = await createTemporaryFolder();
  await promisify(execFile)('npm', ['run', 'bench', '--', '--tiny', '--out', folder], {
    cwd: join(import.meta.dirname, '..'),
  });
  report = JSON.parse(await readFile(join(folder, 'benchmarks.json'), 'utf8')) as Report;
  page = await readFile(join(folder, 'benchmarks.md'), 'utf8');
}, RUN_MS_MAX);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const figuresOf = (name: string, measure: RegExp): Figure[] =>
  report.scenarios.find((it) => it.name === name)!.figures.filter((it) => measure.test(it.measure));

describe('npm run bench -- --tiny', () => {
  it('runs every scenario to its end', () => {
    const ended = report.scenarios.filter((it) => it.failure === undefined).map((it) => it.name);
    expect(ended).toEqual(['drain', 'latency', 'faults', 'reads', 'writes', 'history']);
  });

  it.each(['drain', 'latency', 'faults', 'history'])('loses nothing in %s', (name) => {
    const lost = figuresOf(name, /^lost/);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.filter((it) => it.value !== 0)).toEqual([]);
  });

  it('has killed a worker while events were written', () => {
    expect(figuresOf('faults', /^kills$/)[0]!.value).toBeGreaterThan(0);
  });

  it('says what it ran on', () => {
    expect(report.commit).toMatch(/^([0-9a-f]{40}|unknown)$/);
    expect(report.machine.cores).toBeGreaterThan(0);
    expect(report.versions.node).toBe(process.version);
    expect(report.versions.postgresql).toMatch(/^\d+\.\d+/);
  });

  it('writes each case of each scenario into the page', () => {
    const cases = report.scenarios.flatMap((it) => it.figures.map((figure) => figure.case));
    expect(cases.filter((it) => !page.includes(`| ${it} |`))).toEqual([]);
  });
});
