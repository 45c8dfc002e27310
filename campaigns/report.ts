import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Campaign, CampaignResult } from './campaign.ts';
import { CAMPAIGNS } from './list-campaigns.ts';

/** A finished campaign as docs/reliability.json keeps it, newest run of each. */
export interface CampaignReport extends CampaignResult {
  /** ISO 8601. */
  readonly date: string;
  readonly commit: string;
  readonly isShort: boolean;
  readonly seed: number;
  readonly seconds: number;
}

type Reports = Record<string, CampaignReport>;

/** Puts the report into docs/reliability.json, and all that are there into docs/reliability.md. */
export async function keepReport(folder: string, name: string, report: CampaignReport): Promise<void> {
  const jsonFile = join(folder, 'reliability.json');
  const reports = { ...(await readReports(jsonFile)), [name]: report };
  await writeFile(jsonFile, `${JSON.stringify(reports, null, 2)}\n`);
  await writeFile(join(folder, 'reliability.md'), formatReports(reports));
}

async function readReports(file: string): Promise<Reports> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Reports;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

const INTRODUCTION = `# Reliability

What the campaigns tried and what they found, each in its newest run. Anyone can repeat them: \`npm run campaign -- <name>\`,
with \`--short\` for what CI runs and \`--seed\` for the same choices again; \`npm run campaign\` lists them.
`;

export function formatReports(reports: Readonly<Reports>): string {
  const sections = Object.entries(CAMPAIGNS).flatMap(([name, campaign]) => {
    const report = reports[name];
    return report === undefined ? [] : [formatReport(name, campaign, report)];
  });
  return [INTRODUCTION, ...sections].join('\n');
}

function formatReport(name: string, { title, summary }: Campaign, report: CampaignReport): string {
  const { date, commit, isShort, seed, seconds, findings } = report;
  const run = `\`npm run campaign -- ${name}${isShort ? ' --short' : ''} --seed ${seed}\``;
  const found = findings.length === 0 ? 'nothing' : `\n${findings.map((it) => `- ${it}`).join('\n')}`;
  return `## ${title}

${summary}

${run} on ${date.slice(0, 10)} at commit ${commit}, in ${Math.round(seconds)} s.

${table(['tried', 'times'], tableRows(report).tried)}

${report.figures.length === 0 ? '' : `${table(['measured', ''], tableRows(report).figures)}\n\n`}Found: ${found}
`;
}

/** Of the terminal and of the document alike. */
export function tableRows({ tried, figures }: CampaignResult): { tried: string[][]; figures: string[][] } {
  const count = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 4 });
  return {
    tried: tried.map(({ what, times }) => [what, times.toLocaleString('en')]),
    figures: figures.map(({ name, value, unit }) => [name, `${count(value)} ${unit}`.trim()]),
  };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), '|---|--:|', ...rows.map(line)].join('\n');
}
