import type { Mapping } from './column-mapping.ts';

export interface HeldFile {
  readonly file: File;
  /** What the hub recognized by the headers, before the dealer changed it; null when this import has just that. */
  readonly recognized: Mapping | null;
}

/**
 * Files of this visit by their import, so that one is chosen once and sent again with another mapping. A `File`
 * is but a reference to the disk; a reload forgets them.
 */
const files = new Map<string, HeldFile>();

export const holdFile = (importId: string, held: HeldFile): void => void files.set(importId, held);

export const findHeldFile = (importId: string): HeldFile | null => files.get(importId) ?? null;
