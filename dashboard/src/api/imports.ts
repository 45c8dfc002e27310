import { queryOptions } from '@tanstack/react-query';
import { dashboardApi, formatQuery } from './request.ts';
import type { Mode, Page } from './shapes.ts';
import { type UploadProgress, uploadForm } from './upload.ts';

/** As the hub bounds it. */
export const IMPORT_FILE_BYTES_MAX = 64 * 1024 * 1024;

const POLL_MS = 1_000;

export type ImportState = 'queued' | 'running' | 'completed' | 'failed';

export const ROW_RESULTS = ['created', 'updated', 'unchanged', 'skipped_sold', 'failed'] as const;
export type RowResult = (typeof ROW_RESULTS)[number];

/** `warned` counts rows with warnings, whatever their result. */
export type ImportCounts = Readonly<Record<RowResult | 'warned', number>>;

export interface ImportSummary {
  readonly id: string;
  readonly is_test: boolean;
  readonly state: ImportState;
  readonly dry_run: boolean;
  readonly publish: boolean;
  readonly file_name: string;
  readonly progress: {
    readonly processed_rows: number;
    readonly processed_bytes: number;
    readonly total_bytes: number;
    /** 0 to 100, of the bytes. */
    readonly percent: number;
  };
  readonly counts: ImportCounts;
  /** Why the file as a whole could not be imported. */
  readonly error: string | null;
  readonly created_at: string;
  readonly finished_at: string | null;
}

export interface RowProblem {
  /** Null when it is the row as a whole. */
  readonly field: string | null;
  readonly code: string;
  /** Begins with `field: ` where a field is at fault. */
  readonly message: string;
}

interface RowPlace {
  /** 1 = the first row below the header. */
  readonly row: number;
  readonly line: number;
  readonly stock_number: string | null;
}

export interface ImportColumn {
  readonly header: string;
  /** Field of a listing that it fills; null = left out. */
  readonly field: string | null;
  readonly samples: readonly string[];
}

export interface Import extends ImportSummary {
  readonly encoding: string;
  readonly delimiter: string | null;
  /** In the file's order; empty until the file has been opened. */
  readonly columns: readonly ImportColumn[];
  /** The first 1,000. */
  readonly warnings: readonly (RowPlace & { readonly warnings: readonly RowProblem[] })[];
}

/** What a row of a dry run was understood to say; blank cells are absent. Money in minor units. */
export interface RowValues {
  readonly columns: Readonly<Record<string, unknown>>;
  readonly quantity?: number;
  readonly version?: number;
}

export interface ImportRow extends RowPlace {
  /** Null where only the warnings of a row are known. */
  readonly result: RowResult | null;
  readonly errors: readonly RowProblem[];
  readonly warnings: readonly RowProblem[];
  readonly values: RowValues | null;
}

export const isUnderWay = ({ state }: ImportSummary): boolean => state === 'queued' || state === 'running';

/** Asked for again until it has ended. */
export const importQuery = (mode: Mode, id: string) =>
  queryOptions({
    queryKey: ['imports', mode, id],
    queryFn: ({ signal }) =>
      dashboardApi.get<Import>(`/imports/${encodeURIComponent(id)}`, { query: { mode }, signal }),
    refetchInterval: ({ state }) => (state.data === undefined || isUnderWay(state.data) ? POLL_MS : false),
  });

/** The fields a column can fill, as the API names them. */
export const importFieldsQuery = queryOptions({
  queryKey: ['import-fields'],
  queryFn: ({ signal }) => dashboardApi.get<Page<string>>('/import-fields', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const listImports = (mode: Mode, after: string | undefined, signal: AbortSignal) =>
  dashboardApi.get<Page<ImportSummary>>('/imports', { query: { mode, limit: 10, after }, signal });

export const listImportRows = (
  mode: Mode,
  id: string,
  query: { readonly result: RowResult | null; readonly limit: number; readonly after: string | undefined },
  signal: AbortSignal,
) =>
  dashboardApi.get<Page<ImportRow>>(`/imports/${encodeURIComponent(id)}/rows`, {
    query: { mode, ...query },
    signal,
  });

/** What is wrong with the rows that failed, as a CSV file with a line for each problem. */
export const importErrorsUrl = (mode: Mode, id: string): string =>
  `/api/dashboard/imports/${encodeURIComponent(id)}/errors.csv${formatQuery({ mode })}`;

export interface ImportOptions {
  /** Field by column header; null leaves a column out, a column that is not named is guessed. */
  readonly mapping?: Readonly<Record<string, string | null>>;
  readonly dry_run: boolean;
  readonly publish?: boolean;
}

/**
 * Uploads a file and queues its import.
 * @throws ApiError, NetworkError; an `AbortError` when the signal ends it
 */
export function startImport(
  mode: Mode,
  file: File,
  options: ImportOptions,
  upload: { readonly onProgress: (progress: UploadProgress) => void; readonly signal: AbortSignal },
): Promise<{ readonly id: string }> {
  const form = new FormData();
  form.set('options', JSON.stringify(options));
  form.set('file', file);
  return uploadForm(`/api/dashboard/listings/import${formatQuery({ mode })}`, form, upload);
}
