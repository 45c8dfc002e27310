import { type Import, isUnderWay } from '../api/imports.ts';

/** Of the wizard, in order; each is a step of the stepper. */
export const STEPS = ['file', 'columns', 'check', 'import'] as const;
export type Step = (typeof STEPS)[number];

/** What the page of an import shows. */
export type View =
  | { readonly step: 'columns'; readonly kind: 'mapping' }
  | { readonly step: 'check'; readonly kind: 'checking' | 'report' }
  | { readonly step: 'file'; readonly kind: 'unreadable' }
  | { readonly step: 'import'; readonly kind: 'options' | 'importing' | 'result' };

/**
 * Where an import stands. Of a finished dry run the address says which step is looked at; anything else follows
 * from its state.
 * @param wanted the step in the address, if any
 */
export function viewOf(record: Import, wanted: string): View {
  if (!record.dry_run) return { step: 'import', kind: isUnderWay(record) ? 'importing' : 'result' };
  if (isUnderWay(record)) return { step: 'check', kind: 'checking' };
  const hasColumns = record.columns.length > 0;
  if (record.state === 'failed') {
    return hasColumns ? { step: 'columns', kind: 'mapping' } : { step: 'file', kind: 'unreadable' };
  }
  if (wanted === 'check' || !hasColumns) return { step: 'check', kind: 'report' };
  if (wanted === 'import') return { step: 'import', kind: 'options' };
  return { step: 'columns', kind: 'mapping' };
}
