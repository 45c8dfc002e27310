import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { SavedMultipartFile } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, invalidParameter } from '../../domain/api-error.ts';
import { IMPORT_FIELDS } from '../../domain/import-fields.ts';
import { exportListings } from '../../operations/exports.ts';
import { exportImportErrors, getImport, listImportRows, listImports } from '../../operations/import-reads.ts';
import { createImport, IMPORT_FILE_BYTES_MAX } from '../../operations/imports.ts';
import { DEFAULT_LIMIT } from '../v1/schemas/schema-parts.ts';
import { type DashboardRoute, dashboardRoute } from './dashboard-route.ts';
import { ExportQuery, ImportRowsQuery, ModeQuery, PageQuery } from './schemas.ts';

const OPTIONS_BYTES_MAX = 256 * 1024;

/** What the library throws, as entries of our catalogue. */
const MULTIPART_REFUSALS: Readonly<Record<string, () => ApiError>> = {
  FST_INVALID_MULTIPART_CONTENT_TYPE: () =>
    new ApiError('unsupported_media_type', {
      param: 'Content-Type',
      message: 'Send the file as multipart/form-data.',
    }),
  FST_REQ_FILE_TOO_LARGE: () =>
    new ApiError('payload_too_large', { param: 'file', message: 'A file may have 64 MiB. Split it.' }),
  FST_FILES_LIMIT: () => new ApiError('too_many_items', { param: 'file', message: 'Send one file.' }),
  FST_PARTS_LIMIT: () =>
    new ApiError('too_many_items', { message: 'Send the parts file and options alone.' }),
  FST_FIELDS_LIMIT: () =>
    new ApiError('too_many_items', { message: 'Send the parts file and options alone.' }),
  FST_PROTO_VIOLATION: () =>
    new ApiError('unknown_parameter', { message: 'A part has a name that is not allowed.' }),
};

/** The upload on disk, gone when the request ends. Its parts may come in either order. */
async function saveUpload(request: FastifyRequest): Promise<SavedMultipartFile> {
  try {
    const { files } = await request.saveRequestFiles({
      limits: {
        fileSize: IMPORT_FILE_BYTES_MAX,
        files: 1,
        fields: 2,
        parts: 3,
        fieldSize: OPTIONS_BYTES_MAX,
      },
    });
    const [file] = files;
    if (file === undefined || file.fieldname !== 'file') {
      throw invalidParameter('file', 'send the CSV file in a part of this name.');
    }
    return file;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const refusal = MULTIPART_REFUSALS[(error as { code?: string }).code ?? ''];
    if (refusal !== undefined) throw refusal();
    if (!(error instanceof Error) || 'errno' in error) throw error;
    // The parser names what is malformed ("Unexpected end of form") without a code.
    throw invalidParameter('file', `the form can not be read: ${error.message}.`);
  }
}

function readOptions(file: SavedMultipartFile): unknown {
  for (const name of Object.keys(file.fields)) {
    if (name !== 'file' && name !== 'options') {
      throw new ApiError('unknown_parameter', {
        param: name,
        message: `${name} is not a known part; known here: file, options.`,
      });
    }
  }
  const field = [file.fields.options].flat()[0];
  if (field === undefined) return {};
  if (field.type === 'file' || typeof field.value !== 'string') {
    throw invalidParameter('options', 'must be JSON text, not a file.');
  }
  try {
    return JSON.parse(field.value);
  } catch (cause) {
    throw new ApiError('invalid_json', { param: 'options', message: 'options is not valid JSON.', cause });
  }
}

/** Opens the file when it is read, not before: of a refused upload it is gone by then, and nobody would listen. */
async function* readFrom(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path);
}

/** @param fileName any text: what a header can't hold is replaced */
function sendCsv(reply: FastifyReply, fileName: string, csv: AsyncIterable<string>): FastifyReply {
  const safeName = fileName.replace(/[^\w.()-]+/g, '_');
  return reply
    .type('text/csv; charset=utf-8')
    .header('Content-Disposition', `attachment; filename="${safeName}"`)
    .send(Readable.from(csv));
}

export const IMPORT_ROUTES: readonly DashboardRoute[] = [
  dashboardRoute({
    method: 'POST',
    path: '/listings/import',
    query: ModeQuery,
    status: 202,
    handle: async ({ hub, caller, request }) => {
      const file = await saveUpload(request);
      return await createImport(hub, caller, {
        fileName: file.filename,
        file: readFrom(file.filepath),
        options: readOptions(file),
      });
    },
  }),
  dashboardRoute({
    method: 'GET',
    path: '/listings/export.csv',
    query: ExportQuery,
    handle: async ({ hub, caller, query, reply }) => {
      const csv = exportListings(hub, caller, query);
      return sendCsv(reply, caller.livemode ? 'listings.csv' : 'listings-test.csv', csv);
    },
  }),
  dashboardRoute({
    method: 'GET',
    path: '/import-fields',
    handle: async () => ({ object: 'list', data: IMPORT_FIELDS, has_more: false, next_cursor: null }),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/imports',
    query: PageQuery,
    handle: ({ hub, caller, query }) =>
      listImports(hub, caller, { limit: query.limit ?? DEFAULT_LIMIT, after: query.after }),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/imports/:id',
    query: ModeQuery,
    handle: ({ hub, caller, id }) => getImport(hub, caller, id),
  }),
  dashboardRoute({
    method: 'GET',
    path: '/imports/:id/errors.csv',
    query: ModeQuery,
    handle: async ({ hub, caller, id, reply }) => {
      const { fileName, csv } = await exportImportErrors(hub, caller, id);
      return sendCsv(reply, fileName, csv);
    },
  }),
  dashboardRoute({
    method: 'GET',
    path: '/imports/:id/rows',
    query: ImportRowsQuery,
    handle: ({ hub, caller, id, query }) =>
      listImportRows(hub, caller, id, { ...query, limit: query.limit ?? DEFAULT_LIMIT }),
  }),
];
