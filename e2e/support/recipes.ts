import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const PAGES = join(import.meta.dirname, '../../docs/src/content/docs');
const FENCE = /^ *```(\S*)([^\n]*)\n(.*?)^ *```$/gms;
const TAB = /<TabItem label="([^"]+)">(.*?)<\/TabItem>/gs;

/** What a page shows beside its programs. */
const NO_PROGRAMS = ['bash', 'http', 'json', 'toml'];

interface Fence {
  readonly language: string;
  readonly title: string | null;
  /** Whether it is a file of a recipe. */
  readonly isRecipe: boolean;
  /** Whether it is a command to run. */
  readonly isRun: boolean;
  readonly text: string;
}

/** One tab of a page: the files and the command a reader copies from it. */
export interface Recipe {
  /** The tab's label. */
  readonly language: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly command: string;
}

export interface RecipePage {
  /** Titles, or beginnings, of what the runner would pass over. */
  readonly leftOut: readonly string[];
  readonly recipes: readonly Recipe[];
}

/** What a page shows as code, in its order. @param page below the pages' folder */
export async function readFences(page: string): Promise<Fence[]> {
  return parseFences(await readFile(join(PAGES, page), 'utf8'));
}

/** @param page below the pages' folder */
export async function readRecipePage(page: string): Promise<RecipePage> {
  const text = await readFile(join(PAGES, page), 'utf8');
  const recipes = [...text.matchAll(TAB)].map(([, language, tab]) => toRecipe(language!, tab!));
  const run = new Set(recipes.flatMap((it) => it.files.map((file) => file.text)));
  const leftOut = parseFences(text)
    .filter((it) => (it.isRecipe || !NO_PROGRAMS.includes(it.language)) && !run.has(it.text))
    .map((it) => it.title ?? it.text.slice(0, 80));
  return { leftOut, recipes };
}

/** @throws when a tab is not some named files and one command */
function toRecipe(language: string, tab: string): Recipe {
  const fences = parseFences(tab);
  const commands = fences.filter((it) => it.isRun).map((it) => it.text.trim());
  const files = fences.filter((it) => it.isRecipe);
  if (commands.length !== 1 || files.length === 0) {
    throw new Error(`the tab ${language} needs one fence marked "run" and its files marked "recipe"`);
  }
  return {
    language,
    files: files.map(({ title, text }) => {
      if (title === null) throw new Error(`a file of the tab ${language} has no title`);
      return { path: title, text };
    }),
    command: commands[0]!,
  };
}

function parseFences(text: string): Fence[] {
  const fences = [...text.matchAll(FENCE)].map(([, language, info, body]) => {
    const marks = info!
      .replaceAll(/\w+="[^"]*"/g, '')
      .trim()
      .split(/\s+/);
    return {
      language: language!,
      title: /\btitle="([^"]+)"/.exec(info!)?.[1] ?? null,
      isRecipe: marks.includes('recipe'),
      isRun: marks.includes('run'),
      text: body!,
    };
  });
  const marksOfFences = text.match(/```|~~~/g)?.length ?? 0;
  if (marksOfFences !== 2 * fences.length) throw new Error('some fence of the page was not understood');
  return fences;
}

/** Lays the recipe's files out as its tab says. */
export async function writeRecipe({ files }: Recipe, folder: string): Promise<void> {
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
