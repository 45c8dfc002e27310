import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generateDatabaseFiles } from './generate/database-files.ts';
import { generateDocsPages } from './generate/docs-pages.ts';
import { generateOpenApi } from './generate/openapi-document.ts';
import { generatePostman } from './generate/postman-collection.ts';
import { generateSdkTypes } from './generate/sdk-types.ts';

export interface GeneratedFile {
  /** From the repository's root. */
  path: string;
  content: string;
}

interface Generator {
  name: string;
  run(): Promise<GeneratedFile[]>;
}

/** In this order, one after the other: a generator may read what an earlier one has written. */
const GENERATORS: Generator[] = [
  { name: 'database', run: generateDatabaseFiles },
  { name: 'openapi', run: generateOpenApi },
  { name: 'postman', run: generatePostman },
  { name: 'sdk', run: generateSdkTypes },
  { name: 'docs', run: generateDocsPages },
];

const ROOT = join(import.meta.dirname, '..');

/** Writes every generated file, or with `--check` only says which ones are out of date. */
async function main(): Promise<void> {
  const checking = process.argv.includes('--check');
  const differing: GeneratedFile[] = [];
  for (const generator of GENERATORS) {
    for (const file of await generator.run()) {
      if (await isUpToDate(file)) continue;
      differing.push(file);
      if (!checking) await write(file);
    }
  }
  const list = differing.map(({ path }) => `  ${path}`).join('\n');
  if (checking && differing.length > 0) {
    console.error(`Out of date; run \`npm run generate\` and commit the result:\n${list}`);
    process.exitCode = 1;
  } else {
    console.log(differing.length > 0 ? `Written:\n${list}` : 'Every generated file is up to date.');
  }
}

async function isUpToDate({ path, content }: GeneratedFile): Promise<boolean> {
  const current = await readFile(join(ROOT, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return current === content;
}

async function write({ path, content }: GeneratedFile): Promise<void> {
  await mkdir(dirname(join(ROOT, path)), { recursive: true });
  await writeFile(join(ROOT, path), content);
}

await main();
