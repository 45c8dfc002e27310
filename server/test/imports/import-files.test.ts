import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_US } from '../../src/domain/time.ts';
import { openImportFile } from '../../src/operations/import-file.ts';
import { getImport, listImportRows } from '../../src/operations/import-reads.ts';
import { createImport, IMPORT_FILE_BYTES_MAX } from '../../src/operations/imports.ts';
import { IMPORT_ROWS_MAX } from '../../src/operations/run-import.ts';
import { claimImport, pruneImports } from '../../src/storage/imports.ts';
import { createTestDealer, createTestHub, eventsOf, live, sandbox, type TestHub } from '../support/hub.ts';
import { counts, importCsv, listingsOf, newWorker, piecesOf, queueCsv, runImports } from './run-csv.ts';

let hub: TestHub;
let dealerId: string;
beforeAll(async () => {
  hub = await createTestHub();
});
afterAll(() => hub.drop());

const refused = (code: string, param: string) => expect.objectContaining({ code, param });
const countRows = async (table: 'imports' | 'import_chunks' | 'import_rows') =>
  (
    await hub.database.kysely
      .selectFrom(table)
      .select('dealer_id')
      .where('dealer_id', '=', dealerId)
      .execute()
  ).length;

describe('an upload', () => {
  beforeAll(async () => {
    dealerId = await createTestDealer(hub);
  });

  const upload = (file: AsyncIterable<Buffer>, options: unknown = {}) =>
    createImport(hub, live(dealerId), { fileName: 'C:\\stock\\my\0 list.csv', file, options });

  it('is refused when it is empty, too large, no CSV or has unknown options, and leaves nothing behind', async () => {
    async function* tooLarge() {
      for (let bytes = 0; bytes <= IMPORT_FILE_BYTES_MAX; bytes += 2 ** 20) yield Buffer.alloc(2 ** 20, 'a');
    }
    async function* broken() {
      yield Buffer.alloc(600_000, 'a');
      throw new Error('connection reset');
    }
    await expect(upload(piecesOf())).rejects.toEqual(refused('invalid_parameter', 'file'));
    await expect(upload(tooLarge())).rejects.toEqual(refused('payload_too_large', 'file'));
    await expect(upload(piecesOf('PK\x03\x04'))).rejects.toEqual(refused('invalid_parameter', 'file'));
    await expect(upload(broken())).rejects.toThrow('connection reset');
    await expect(upload(piecesOf('a'), { mapping: { a: 'b' } })).rejects.toEqual(
      refused('invalid_parameter', 'options.mapping.a'),
    );
    expect([await countRows('imports'), await countRows('import_chunks')]).toEqual([0, 0]);
  });

  it('is kept whole, in whatever pieces it came, until it has been imported', async () => {
    const text = `sku,title\n${Array.from({ length: 20_000 }, (_, index) => `A${index},ü${index}\n`).join('')}`;
    const bytes = Buffer.from(text);
    const { id } = await upload(
      piecesOf(bytes.subarray(0, 7), bytes.subarray(7, 300_001), bytes.subarray(300_001)),
    );
    const chunks = await hub.database.kysely
      .selectFrom('import_chunks')
      .select('bytes')
      .where('import_id', '=', id)
      .orderBy('position')
      .execute();
    expect(Buffer.concat(chunks.map((chunk) => chunk.bytes)).equals(bytes)).toBe(true);
    expect(await getImport(hub, live(dealerId), id)).toMatchObject({
      state: 'queued',
      file_name: 'my list.csv',
      progress: { processed_rows: 0, processed_bytes: 0, total_bytes: bytes.length, percent: 0 },
      started_at: null,
    });
    await hub.database.kysely.deleteFrom('imports').where('id', '=', id).execute();
  });

  it("is nobody else's: another dealer, the other world and a made-up id get 404", async () => {
    const { id } = await upload(piecesOf('sku,title\nX1,x\n'));
    const other = await createTestDealer(hub);
    for (const [caller, asked] of [
      [live(other), id],
      [sandbox(dealerId), id],
      [live(dealerId), 'x'],
    ] as const) {
      const missing = expect.objectContaining({ code: 'resource_not_found' });
      await expect(getImport(hub, caller, asked)).rejects.toEqual(missing);
      await expect(listImportRows(hub, caller, asked, { limit: 10 })).rejects.toEqual(missing);
    }
    await runImports(hub);
    expect(await countRows('import_chunks')).toBe(0);
  });

  it('is forgotten with its report once it has ended long ago, and when it broke off', async () => {
    const { id } = await upload(piecesOf('sku,title\nX2,x\n'));
    await runImports(hub);
    await hub.database.kysely
      .insertInto('imports')
      .values({
        dealer_id: dealerId,
        livemode: true,
        id: crypto.randomUUID(),
        state: 'receiving',
        file_name: 'x',
        file_bytes: 0,
        options: '{}',
        created_us: hub.clock(),
      })
      .execute();
    const laterUs = hub.clock() + DAY_US;
    expect(await pruneImports(hub.database, hub.clock() - DAY_US, hub.clock() - DAY_US)).toBe(0);
    expect(await pruneImports(hub.database, hub.clock() - DAY_US, laterUs)).toBe(1);
    await getImport(hub, live(dealerId), id);
    expect(await pruneImports(hub.database, laterUs, laterUs)).toBeGreaterThan(0);
    expect([await countRows('imports'), await countRows('import_rows')]).toEqual([0, 0]);
  });
});

describe('a file', () => {
  beforeAll(async () => {
    dealerId = await createTestDealer(hub);
  });

  it.each([
    ['utf8', {}],
    ['utf8', { addBOM: true }],
    ['utf16-le', { addBOM: true }],
    ['utf16-be', { addBOM: true }],
    ['windows-1252', {}],
  ] as const)('in %s %j is read as it was meant', async (encoding, options) => {
    for (const delimiter of [',', ';', '\t', '|']) {
      const rows = [
        ['sku', 'title', 'price', 'currency'],
        ['A1', '“Größe” – Ø 40', '1200', '€'],
      ];
      const csv = rows.map((row) => row.join(delimiter)).join('\r\n');
      const report = await importCsv(hub, live(dealerId), iconv.encode(csv, encoding, options));
      expect(report).toMatchObject({ state: 'completed', delimiter, errors: [] });
      expect((await listingsOf(hub, live(dealerId))).A1).toMatchObject({
        title: '“Größe” – Ø 40',
        price_amount: 120_000,
        price_currency: 'EUR',
      });
    }
  });

  it.each([
    ['without a header', 'A1,Submariner\nA2,Daytona\n', 'stock number'],
    ['of blank lines', '\n\n , \n', 'no rows'],
    ['with a header that is never closed', '"sku,title\nA1,x\n', 'header'],
    [
      'with a mapping of a column it has not',
      'sku,title\nA1,x\n',
      'no such',
      { mapping: { 'no such': 'brand' } },
    ],
  ] as const)('%s fails as a whole, with a reason', async (_, csv, reason, options = {} as never) => {
    const report = await importCsv(hub, live(dealerId), csv, options);
    expect(report).toMatchObject({ state: 'failed', error: expect.stringContaining(reason) });
    expect(report.finished_at).not.toBeNull();
    expect(counts(report)).toEqual({ created: 0, updated: 0, unchanged: 0, skipped_sold: 0, failed: 0 });
    expect(await countRows('import_chunks')).toBe(0);
  });

  it('with bad rows imports the good ones and says what is wrong with each of the others', async () => {
    const csv = [
      'sku,title,price,currency,year',
      'G1,good,100,EUR,2018',
      ',no number,100,EUR,',
      'R1,too few',
      'R2,too many,100,EUR,2018,x',
      `L1,${'x'.repeat(100_000)},100,EUR,`,
      'N1,nul\0,100,EUR,',
      'P1,price,cheap,EUR,',
      '"Q1,never closed,100,EUR,',
      '',
      'T1,,100,EUR,',
      'G2,good,100,EUR,sometime,',
    ].join('\n');
    const report = await importCsv(hub, live(dealerId), csv);
    expect(report.errors.map((row) => [row.row, row.line, row.stock_number, row.errors[0]?.code])).toEqual([
      [2, 3, null, 'missing'],
      [3, 4, null, 'too_few_cells'],
      [4, 5, null, 'too_many_cells'],
      [5, 6, 'L1', 'too_long'],
      [6, 7, 'N1', 'contains_nul'],
      [7, 8, 'P1', 'not_understood'],
      [8, 9, null, 'unreadable'],
      [9, 11, 'T1', 'missing'],
    ]);
    expect(report.warnings).toMatchObject([
      { row: 10, line: 12, stock_number: 'G2', warnings: [{ field: 'year' }] },
    ]);
    expect(counts(report)).toMatchObject({ created: 2, failed: 8 });
    expect(report.progress).toMatchObject({ processed_rows: 10, percent: 100 });
  });

  it('is read no further than the rows that were asked for', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `A${index},some watch\n`).join('');
    const id = await queueCsv(hub, live(dealerId), `sku,title\n${rows}`);
    await hub.database.kysely
      .deleteFrom('import_chunks')
      .where('import_id', '=', id)
      .where('position', '>', 0)
      .execute();
    const job = (await claimImport(hub.database, await newWorker(hub), [], hub.clock()))!;
    const file = await openImportFile(hub.database, job);
    for (let number = 1; number <= 1_000; number += 1) {
      expect((await file.rows.next()).value).toMatchObject({
        number,
        record: { fields: [`A${number - 1}`, 'some watch'] },
      });
    }
    await file.rows.return(undefined);
    await hub.database.kysely.deleteFrom('imports').where('id', '=', id).execute();
  });

  it('of more rows than are allowed ends with a reason, after the ones that are', async () => {
    const csv = Buffer.from(`sku,title\n${',x\n'.repeat(IMPORT_ROWS_MAX + 1)}`);
    const report = await importCsv(hub, live(dealerId), csv);
    expect(report).toMatchObject({
      state: 'failed',
      error: expect.stringContaining(String(IMPORT_ROWS_MAX)),
    });
    expect(report.counts.failed).toBe(IMPORT_ROWS_MAX);
    expect(report.errors).toHaveLength(1_000);
  }, 240_000);
});

describe('a dry run', () => {
  const CSV = [
    'sku,title,price,currency,quantity',
    'A1,x,100,EUR,1',
    'A1,y,100,EUR,1',
    'A2,x,"€ 1.234,50",,0',
    'K1,new title,,,2',
    ...Array.from({ length: 250 }, (_, index) => `F${index},x,1,EUR,1`),
    'A1,y,100,EUR,1',
    'K1,new title,,,0',
    'K1,newer title,,,1',
    'F1,x,1,EUR,1',
  ].join('\n');

  it('reports what the import then does, row by row, and writes neither listings nor events', async () => {
    const caller = live(await createTestDealer(hub, { listingLimit: 200 }));
    await importCsv(hub, caller, 'sku,title,quantity\nK1,old title,1\n', { publish: true });
    const before = { listings: await listingsOf(hub, caller), events: await eventsOf(hub, caller) };
    const dry = await importCsv(hub, caller, CSV, { publish: true, dry_run: true });
    expect({ listings: await listingsOf(hub, caller), events: await eventsOf(hub, caller) }).toEqual(before);
    const real = await importCsv(hub, caller, CSV, { publish: true });
    expect(dry.counts).toEqual(real.counts);
    expect([dry.errors, dry.warnings]).toEqual([real.errors, real.warnings]);
    const rowsOf = async (id: string) =>
      (await listImportRows(hub, caller, id, { limit: 300 })).data.map(({ values: _, ...row }) => row);
    expect(await rowsOf(dry.id)).toEqual(await rowsOf(real.id));
    expect(real.counts).toMatchObject({ created: 199, skipped_sold: 1 });
  });

  it('shows what each row was understood to say, page by page', async () => {
    const caller = live(await createTestDealer(hub));
    const { id } = await importCsv(hub, caller, CSV, { dry_run: true });
    const first = await listImportRows(hub, caller, id, { limit: 2 });
    expect(first).toMatchObject({
      object: 'list',
      has_more: true,
      data: [
        {
          object: 'import_row',
          row: 1,
          line: 2,
          stock_number: 'A1',
          result: 'created',
          values: { columns: { title: 'x', price_amount: 10_000 }, quantity: 1 },
        },
        { row: 2, result: 'updated' },
      ],
    });
    const next = await listImportRows(hub, caller, id, { limit: 2, after: first.next_cursor! });
    expect(next.data).toMatchObject([
      { row: 3, result: 'failed', values: { columns: { price_amount: 123_450, price_currency: 'EUR' } } },
      { row: 4, result: 'created' },
    ]);
    const failed = await listImportRows(hub, caller, id, { limit: 300, result: 'failed' });
    expect(failed).toMatchObject({ has_more: false, next_cursor: null });
    expect(failed.data.every((row) => row.result === 'failed')).toBe(true);
  });

  it('pages only with its own cursors and results', async () => {
    const caller = live(await createTestDealer(hub));
    const [one, other] = [await importCsv(hub, caller, CSV), await importCsv(hub, caller, CSV)];
    const { next_cursor } = await listImportRows(hub, caller, one.id, { limit: 1 });
    await expect(listImportRows(hub, caller, other.id, { limit: 1, after: next_cursor! })).rejects.toEqual(
      refused('invalid_cursor', 'after'),
    );
    await expect(listImportRows(hub, caller, one.id, { limit: 1, after: 'x' })).rejects.toEqual(
      refused('invalid_cursor', 'after'),
    );
    await expect(listImportRows(hub, caller, one.id, { limit: 1, result: 'x' })).rejects.toEqual(
      refused('invalid_parameter', 'result'),
    );
  });
});
