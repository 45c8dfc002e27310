import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../../postman.json');

interface Collection {
  variable: { key: string; value: string }[];
}

/** The generated collection with this hub's address. */
export async function readPostmanCollection(publicUrl: string): Promise<string> {
  const collection = JSON.parse(await readFile(FILE, 'utf8')) as Collection;
  for (const variable of collection.variable) {
    if (variable.key === 'baseUrl') variable.value = `${publicUrl}/api`;
  }
  return JSON.stringify(collection);
}
