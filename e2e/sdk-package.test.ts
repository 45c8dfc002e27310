import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installSdk } from './support/install-sdk.ts';

let folder: string;
/** The built file of each entry, such as `./receiver`. */
let files: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wth-package-'));
  const sdk = await installSdk(folder);
  const { exports } = JSON.parse(await readFile(join(sdk, 'package.json'), 'utf8')) as {
    exports: Record<string, { default: string }>;
  };
  files = Object.fromEntries(Object.entries(exports).map(([entry, it]) => [entry, join(sdk, it.default)]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a module imports, dynamically too, and which of Node's own globals it names. */
function needsOf(text: string) {
  const imports: string[] = [];
  const globals: string[] = [];
  const visit = (node: ts.Node): void => {
    const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    const specifier = isImport
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : undefined;
    if (specifier) imports.push((specifier as ts.StringLiteral).text);
    if (ts.isIdentifier(node) && /^(process|Buffer|require|__dirname|global|setImmediate)$/.test(node.text)) {
      globals.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('module.js', text, ts.ScriptTarget.Latest));
  return { imports, globals };
}

/** What the modules of an entry take from elsewhere. */
async function foreignOf(path: string, seen = new Set<string>(), foreign = new Set<string>()) {
  if (seen.has(path)) return foreign;
  seen.add(path);
  const { imports, globals } = needsOf(await readFile(path, 'utf8'));
  for (const name of globals) foreign.add(name);
  for (const specifier of imports) {
    if (specifier.startsWith('.')) await foreignOf(join(path, '..', specifier), seen, foreign);
    else foreign.add(specifier);
  }
  return foreign;
}

describe('the package as it is published', () => {
  it('depends on nothing, and on Node alone where it reads files: the rest runs at the edge', async () => {
    const found: Record<string, string[]> = {};
    for (const [entry, path] of Object.entries(files)) found[entry] = [...(await foreignOf(path))];
    const node = ['node:fs/promises'];
    expect(found).toEqual({
      '.': [],
      './receiver': [],
      './receiver/node': node,
      './receiver/express': node,
      './receiver/fastify': node,
      './receiver/hono': [],
      './receiver/next': [],
      './sync': [],
    });
  });

  it('sees every way to need Node', () => {
    const text = "import 'a'; export * from 'b'; const c = await import('c'); process.exit(Buffer.length);";
    expect(needsOf(text)).toEqual({ imports: ['a', 'b', 'c'], globals: ['process', 'Buffer'] });
  });

  it('loads, entry by entry', async () => {
    for (const path of Object.values(files)) expect(Object.keys(await import(path))).not.toEqual([]);
  });
});
