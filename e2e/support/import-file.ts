import type { Dealer } from './dealer.ts';
import { eventually } from './eventually.ts';
import { expectStatus } from './http-client.ts';

export interface Import {
  readonly id: string;
  readonly state: string;
  readonly error: string | null;
  readonly counts: Readonly<Record<'created' | 'updated' | 'unchanged' | 'skipped_sold' | 'failed', number>>;
}

export interface ImportOptions {
  /** Default: live. */
  readonly mode?: 'live' | 'test';
  /** Of the import; default: none. */
  readonly options?: { readonly publish?: boolean; readonly dry_run?: boolean };
  /** How long it may take; default: as `eventually`. */
  readonly timeoutMs?: number;
}

/** Uploads a CSV file. @returns the import's id; it has not been run yet */
export async function startImport(
  { dashboard }: Dealer,
  csv: string,
  { mode = 'live', options = {} }: ImportOptions = {},
): Promise<string> {
  const form = new FormData();
  form.set('file', new File([csv], 'stock.csv', { type: 'text/csv' }));
  form.set('options', JSON.stringify(options));
  const answer = await dashboard.post<{ id: string }>(`/listings/import?mode=${mode}`, form);
  return expectStatus(answer, 202).id;
}

/** The import when it has ended, however that was. */
export async function awaitImport(
  { dashboard }: Dealer,
  id: string,
  { mode = 'live', timeoutMs }: ImportOptions = {},
): Promise<Import> {
  const findEnded = async (): Promise<Import | null> => {
    const found = expectStatus(await dashboard.get<Import>(`/imports/${id}?mode=${mode}`), 200);
    return ['completed', 'failed'].includes(found.state) ? found : null;
  };
  return await eventually('the import has ended', findEnded, timeoutMs);
}

/** Uploads a CSV file and waits until it has been imported, or has failed as a whole. */
export async function importFile(dealer: Dealer, csv: string, options: ImportOptions = {}): Promise<Import> {
  return await awaitImport(dealer, await startImport(dealer, csv, options), options);
}
