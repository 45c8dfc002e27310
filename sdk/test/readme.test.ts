import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SDK = join(import.meta.dirname, '..');
const readText = (path: string) => readFileSync(join(SDK, path), 'utf8');
const { exports: entries } = JSON.parse(readText('package.json')) as {
  exports: Record<string, { types: string; default: string }>;
};
const sourceOf = (entry: string) =>
  join(SDK, entries[entry]!.types.replace('./dist', 'src').replace('.d.ts', '.ts'));

/** What is wrong with a page's TypeScript, each of whose blocks is a module of its own. */
function checkBlocks(page: string): string[] {
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1]!);
  const files = new Map(
    blocks.map((text, index) => [join(SDK, `readme-${index + 1}.ts`), `${text}\nexport {};\n`]),
  );
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(SDK, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    SDK,
  );
  const paths = Object.fromEntries(
    Object.keys(entries).map((it) => [`@watchtraderhub/sdk${it.slice(1)}`, [sourceOf(it)]]),
  );
  const all = { ...options, paths, noUnusedLocals: false };
  const host = ts.createCompilerHost(all);
  const { readFile, fileExists } = host;
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  return ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], all, host)).map((it) => {
    const text = ts.flattenDiagnosticMessageText(it.messageText, '\n');
    return `${it.file?.fileName ?? ''}: ${text}`;
  });
}

const source = readdirSync(join(SDK, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readText(`src/${path}`))
  .join('');

/** Names in a page's prose, such as of an option or a method, that the package does not have. */
function unknownNames(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```/gms, '');
  const names = [...prose.matchAll(/`(?:hub\.)?([a-z]+[A-Z]\w*)(?:\(|`)/g)].map(([, name]) => name!);
  return names.filter((name) => !new RegExp(`\\b${name}\\b`).test(source));
}

describe('README.md', () => {
  const readme = readText('README.md');

  it('has TypeScript that compiles, block by block', () => {
    expect(checkBlocks(readme)).toEqual([]);
  }, 120_000);

  it('is really checked', () => {
    const wrong = readme.replace('receiver.heal()', 'receiver.heel()');
    expect(checkBlocks(wrong)).toEqual([expect.stringContaining("Property 'heel' does not exist")]);
  }, 120_000);

  it('names nothing in its prose that the package does not have', () => {
    expect(unknownNames(readme)).toEqual([]);
    expect(unknownNames(readme.replace('`reconcileIntervalMs`', '`intervalMs`'))).toEqual(['intervalMs']);
  });

  it('shows every entry of the package', () => {
    for (const entry of Object.keys(entries)) {
      expect(readme).toContain(`from '@watchtraderhub/sdk${entry.slice(1)}'`);
    }
  });
});

describe("the documentation's page of the SDK", () => {
  const page = readText('../docs/src/content/docs/sdk.md');

  it('has TypeScript that compiles, block by block', () => {
    expect(page).toContain('```ts\n');
    expect(checkBlocks(page)).toEqual([]);
  }, 120_000);

  it('names nothing in its prose that the package does not have', () => {
    expect(unknownNames(page)).toEqual([]);
  });
});

describe('as long as the package is not on npm', () => {
  const pages = readdirSync(join(SDK, '../docs/src/content/docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.mdx?$/.test(path))
    .map((path) => `../docs/src/content/docs/${path}`);
  const examples = ['README.md', 'package.json'].map((name) => `../examples/express-shop/${name}`);

  it.each(['README.md', '../README.md', ...examples, ...pages])(
    'nobody is told to get from there what a stranger may have put under its name: %s',
    (path) => {
      const text = readText(path);
      expect(text).not.toMatch(
        /\b(npm (i|install|add|create)|yarn|pnpm|bun|deno)\b[^\n]* (npm:)?@watchtraderhub\//,
      );
      expect(text).not.toMatch(/\bnpx [^\n]*(\bwth\b|@watchtraderhub)/);
      expect(text).not.toMatch(/"@watchtraderhub\/sdk": "(?!file:)/);
    },
  );
});
