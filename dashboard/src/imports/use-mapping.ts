import { useState } from 'react';
import type { Import } from '../api/imports.ts';
import { isSameMapping, type Mapping, mappingOf, withField } from './column-mapping.ts';
import { findHeldFile } from './held-file.ts';

/** What the dealer makes of the columns, beside what the import was checked with. */
export function useMapping(record: Import) {
  const checked = mappingOf(record.columns);
  const [mapping, setMapping] = useState<Mapping>(checked);
  const held = findHeldFile(record.id);
  return {
    mapping,
    checked,
    isChanged: !isSameMapping(mapping, checked),
    /** What came from the headers; nothing is known of that after a reload. */
    recognized: held === null ? {} : (held.recognized ?? checked),
    /** Null after a reload: the file must be chosen again. */
    file: held?.file ?? null,
    choose: (header: string, field: string | null) => setMapping(withField(mapping, header, field)),
    reset: () => setMapping(checked),
  };
}

export type MappingState = ReturnType<typeof useMapping>;
