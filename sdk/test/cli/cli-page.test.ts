import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CliContext } from '../../src/cli/cli-context.ts';
import { runCli } from '../../src/cli/run-cli.ts';

const PAGE = join(import.meta.dirname, '../../../docs/src/content/docs/cli.md');
const page = readFileSync(PAGE, 'utf8');

/** What `wth …` prints. */
async function outputOf(...args: string[]): Promise<string> {
  let text = '';
  const context: CliContext = {
    env: {},
    stdin: process.stdin,
    signal: new AbortController().signal,
    write: (part) => {
      text += part;
    },
    writeError: (part) => {
      text += part;
    },
  };
  await runCli(args, context);
  return text;
}

const overview = await outputOf('--help');
const commands = [...overview.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, name]) => name!);

/** The options in a text, each once. */
const optionsIn = (text: string) => [...new Set(text.match(/--[a-z][a-z-]+/g))].sort();

/** Sections by command; a heading may name several. */
function sectionOf(command: string): string {
  const sections = page.split(/^## /m).slice(1);
  return sections.find((section) => section.split('\n', 1)[0]!.includes(`wth ${command}`)) ?? '';
}

test('the page of wth has a section for each command and for nothing else', () => {
  const headings = [...page.matchAll(/^## (.+)$/gm)].flatMap(([, heading]) => heading!.split(', '));
  expect(headings.sort()).toEqual(commands.map((name) => `wth ${name}`).sort());
});

test.for(commands)('the page tells of each option of wth %s', async (command) => {
  const help = await outputOf(command, '--help');
  const options = help.slice(help.indexOf('\nOptions:'), help.indexOf('\n\n', help.indexOf('\nOptions:')));
  const everywhere = page.slice(0, page.indexOf('\n## '));
  expect(optionsIn(options).length).toBeGreaterThan(1);
  expect(optionsIn(`${everywhere}${sectionOf(command)}`)).toEqual(expect.arrayContaining(optionsIn(options)));
});

test('the page tells of no option that no command has', async () => {
  const helps = await Promise.all(commands.map((command) => outputOf(command, '--help')));
  expect(optionsIn(helps.join('\n'))).toEqual(expect.arrayContaining(optionsIn(page)));
});
