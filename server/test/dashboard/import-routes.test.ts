import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMPORT_FIELDS } from '../../src/domain/import-fields.ts';
import { createImportRunner, type ImportRunner } from '../../src/operations/import-runner.ts';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';

let dashboard: DashboardApp;
let runner: ImportRunner;
let dealer: SignedIn;
beforeAll(async () => {
  dashboard = await createDashboardApp();
  runner = createImportRunner(dashboard.hub, { workerId: () => '01900000-0000-7000-8000-000000000001' });
  dealer = await dashboard.signUp();
});
afterAll(() => dashboard.close());

const api = (path: string) => `/api/dashboard${path}`;
const get = (path: string, who = dealer) => who.call('GET', api(path));

interface Upload {
  readonly options?: object;
  readonly fileName?: string;
  readonly who?: SignedIn;
  readonly query?: string;
}

/** Imports a file to its end. Returns the import's id. */
async function importFile(content: string, upload: Upload = {}): Promise<string> {
  const { options = {}, fileName = 'stock.csv', who = dealer, query = '' } = upload;
  const { body } = await who.upload(api(`/listings/import${query}`), [
    { name: 'file', fileName, content },
    { name: 'options', content: JSON.stringify(options) },
  ]);
  await runner.tick();
  return body.id;
}

const columnsOf = async (id: string) => (await get(`/imports/${id}`)).body.columns;

describe('the columns of an import', () => {
  it('come in the order of the file, each with its field and different samples', async () => {
    const id = await importFile(
      [
        'stock_number;2023;Marke;preis;notiz',
        "C-1;x;Rolex;12500 EUR;'=1+1",
        'C-2;x;Rolex;;"two\nlines"',
        'C-3;x;Omega;9 EUR;',
        `C-4;;Tudor;8 EUR;${'é'.repeat(200)}`,
        '"C-5;never closed',
        'C-6;;Seiko;7 EUR;',
      ].join('\n'),
      { options: { dry_run: true } },
    );
    expect(await columnsOf(id)).toEqual([
      { header: 'stock_number', field: 'stock_number', samples: ['C-1', 'C-2', 'C-3'] },
      { header: '2023', field: null, samples: ['x'] },
      { header: 'Marke', field: 'brand', samples: ['Rolex', 'Omega', 'Tudor'] },
      { header: 'preis', field: 'price', samples: ['12500 EUR', '9 EUR', '8 EUR'] },
      { header: 'notiz', field: 'internal_notes', samples: ['=1+1', 'two lines', 'é'.repeat(100)] },
    ]);
  });

  it('show the mapping that was chosen', async () => {
    const id = await importFile('sku,brand,price\nM-1,Rolex,5 EUR\n', {
      options: { dry_run: true, mapping: { brand: 'model', price: null } },
    });
    expect(await columnsOf(id)).toMatchObject([
      { field: 'stock_number' },
      { field: 'model' },
      { header: 'price', field: null, samples: ['5 EUR'] },
    ]);
  });

  it('are there also when none holds the stock number, so that one can be chosen', async () => {
    const id = await importFile('Ref. Händler,brand\nR-1,Rolex\n', { options: { dry_run: true } });
    expect((await get(`/imports/${id}`)).body).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('stock number'),
      mapping: null,
      columns: [
        { header: 'Ref. Händler', samples: ['R-1'] },
        { header: 'brand', field: 'brand', samples: ['Rolex'] },
      ],
    });
  });

  it('are none until the file has been opened', async () => {
    const { body } = await dealer.upload(api('/listings/import'), [
      { name: 'file', fileName: 'later.csv', content: 'sku,title\n' },
    ]);
    expect((await get(`/imports/${body.id}`)).body).toMatchObject({ state: 'queued', columns: [] });
    await runner.tick();
    expect(await columnsOf(body.id)).toEqual([
      { header: 'sku', field: 'stock_number', samples: [] },
      { header: 'title', field: 'title', samples: [] },
    ]);
  });
});

describe('GET /imports', () => {
  it('lists newest first, page by page, without the rows', async () => {
    const who = await dashboard.signUp();
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      ids.unshift(await importFile('sku,title\nL-1,x\n,y\n', { who, fileName: `${name}.csv` }));
    }
    const { status, body } = await get('/imports', who);
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'list', has_more: false, next_cursor: null });
    expect(body.data.map((it: { id: string }) => it.id)).toEqual(ids);
    const { columns, errors, warnings, ...rest } = (await get(`/imports/${ids[0]}`, who)).body;
    expect(body.data[0]).toEqual(rest);
    expect([columns.length, errors.length, warnings.length]).toEqual([2, 1, 0]);
    const first = (await get('/imports?limit=2', who)).body;
    const second = (await get(`/imports?limit=2&after=${first.next_cursor}`, who)).body;
    expect([...first.data, ...second.data]).toEqual(body.data);
    expect(second.has_more).toBe(false);
  });

  it("shows neither another dealer's nor the other world's", async () => {
    const who = await dashboard.signUp();
    await importFile('sku,title\n', { who, query: '?mode=test' });
    expect((await get('/imports', who)).body.data).toEqual([]);
    expect((await get('/imports?mode=test', who)).body.data).toMatchObject([{ is_test: true }]);
    expect((await get('/imports?mode=test')).body.data).toEqual([]);
  });

  it.each([
    ['after=x', 'invalid_cursor', 'after'],
    ['limit=251', 'invalid_parameter', 'limit'],
  ])('refuses %s', async (query, code, param) => {
    const { status, body } = await get(`/imports?${query}`);
    expect([status, body.error.code, body.error.param]).toEqual([400, code, param]);
  });
});

describe('GET /imports/:id/errors.csv', () => {
  it('has a line for each problem of a failed row, safe to open in a spreadsheet', async () => {
    const id = await importFile(
      ['sku,Preis in Euro,menge,title', 'E-1,5 EUR,1,fine', ",abc,x,'=2+2", '=E-3,abc,1,bad'].join('\n'),
      { options: { mapping: { 'Preis in Euro': 'price' } }, fileName: 'Bestand Mai, ä.csv' },
    );
    const { status, headers, text } = await get(`/imports/${id}/errors.csv`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename="Bestand_Mai_-errors.csv"');
    const rows = parse(text, { bom: true }) as string[][];
    expect(rows[0]).toEqual(['row', 'line', 'stock_number', 'column', 'field', 'problem', 'message']);
    expect(rows.slice(1).map((cells) => cells.slice(0, 6))).toEqual([
      ['2', '3', '', 'sku', 'stock_number', 'missing'],
      ['2', '3', '', 'Preis in Euro', 'price', 'not_understood'],
      ['2', '3', '', 'menge', 'quantity', 'not_understood'],
      ['3', '4', "'=E-3", 'Preis in Euro', 'price', 'not_understood'],
    ]);
    for (const cells of rows) for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(rows[1]![6]).toMatch(/^stock_number: is missing/);
  });

  it('has all of them, however many', async () => {
    const id = await importFile(`sku,title\n${',x\n'.repeat(1_001)}`);
    const rows = parse((await get(`/imports/${id}/errors.csv`)).text, { bom: true }) as string[][];
    expect(rows.slice(1).map(([row]) => Number(row))).toEqual(
      Array.from({ length: 1_001 }, (_, index) => index + 1),
    );
  });

  it('is a header alone when nothing failed', async () => {
    const id = await importFile('sku,title\nOK-1,x\n');
    expect(parse((await get(`/imports/${id}/errors.csv`)).text, { bom: true })).toHaveLength(1);
  });

  it('of another dealer or the other world is 404', async () => {
    const id = await importFile('sku,title\n,x\n');
    for (const response of [
      await get(`/imports/${id}/errors.csv`, await dashboard.signUp()),
      await get(`/imports/${id}/errors.csv?mode=test`),
    ]) {
      expect([response.status, response.body.error.code]).toEqual([404, 'resource_not_found']);
    }
  });
});

it('the fields that a column can fill are those the import knows', async () => {
  expect((await get('/import-fields')).body).toEqual({
    object: 'list',
    data: [...IMPORT_FIELDS],
    has_more: false,
    next_cursor: null,
  });
});
