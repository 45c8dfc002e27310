import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A dealer's export as platforms write it, from beside the checkout; null where it is not at hand. */
export function findRealFile(name: string): string | null {
  const path = join(import.meta.dirname, '../../../../shared/data', name);
  return existsSync(path) ? path : null;
}
