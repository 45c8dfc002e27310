import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImportRunner, type ImportRunner } from '../../src/operations/import-runner.ts';
import { createDashboardApp, type DashboardApp, type SignedIn } from '../support/dashboard.ts';

let dashboard: DashboardApp;
let runner: ImportRunner;
let dealer: SignedIn;
const WORKER = '01900000-0000-7000-8000-000000000001';

beforeAll(async () => {
  dashboard = await createDashboardApp();
  runner = createImportRunner(dashboard.hub, { workerId: () => WORKER });
  dealer = await dashboard.signUp();
});
afterAll(() => dashboard.close());

const api = (path: string) => `/api/dashboard${path}`;

describe('listings in the dashboard', () => {
  it('go through their life with the statuses of the contract', async () => {
    const created = await dealer.call('POST', api('/listings'), {
      title: 'Datejust',
      stock_number: 'D-1',
      price: { amount: 780_000, currency: 'EUR' },
      serial_number: 'X1',
      photos: [{ url: 'https://images.example.com/1.jpg' }],
    });
    expect(created).toMatchObject({
      status: 201,
      body: {
        object: 'listing',
        status: 'draft',
        quantity: 1,
        version: 1,
        serial_number: 'X1',
        photos: [{ url: 'https://images.example.com/1.jpg', position: 1, alt: null }],
        year_precision: 'unknown',
        complications: [],
        location: { country: null, city: null },
      },
    });
    const { id } = created.body;
    const act = (name: string) => dealer.call('POST', api(`/listings/${id}/${name}`));
    expect(await act('publish')).toMatchObject({ status: 200, body: { status: 'published', version: 2 } });
    expect(await act('publish')).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await act('unpublish')).toMatchObject({ status: 200, body: { status: 'unpublished' } });
    expect(await act('mark-sold')).toMatchObject({ status: 200, body: { status: 'sold', quantity: 0 } });
    expect(await act('mark-sold')).toMatchObject({ status: 409, body: { error: { code: 'invalid_state' } } });
    expect(await act('return-to-stock')).toMatchObject({
      status: 200,
      body: { status: 'unpublished', quantity: 1 },
    });
    const patched = await dealer.call('PATCH', api(`/listings/${id}`), { price: null, serial_number: null });
    expect(patched).toMatchObject({ status: 200, body: { price: null, serial_number: null } });
    expect(await dealer.call('DELETE', api(`/listings/${id}`))).toMatchObject({ status: 409 });
    const draft = await dealer.call('POST', api('/listings'), { brand: 'Rolex' });
    expect(await dealer.call('DELETE', api(`/listings/${draft.body.id}`))).toMatchObject({
      status: 204,
      text: '',
    });
  });

  it('of the sandbox are another world', async () => {
    const created = await dealer.call('POST', api('/listings?mode=test'), {
      title: 'Sandbox',
      stock_number: 'D-1',
    });
    expect(created).toMatchObject({ status: 201, body: { is_test: true } });
    expect((await dealer.call('GET', api(`/listings/${created.body.id}`))).status).toBe(404);
    expect((await dealer.call('GET', api(`/listings/${created.body.id}?mode=test`))).status).toBe(200);
  });

  it('are found by brand, model, title, reference, stock and serial number', async () => {
    const other = await dashboard.signUp();
    await other.call('POST', api('/listings'), {
      title: 'Sea-Dweller',
      brand: 'Rolex',
      reference_number: '126600',
      serial_number: '7Z9',
    });
    await other.call('POST', api('/listings'), { title: '100 % original', brand: 'Omega' });
    const found = async (q: string) =>
      (await other.call('GET', api(`/listings?q=${encodeURIComponent(q)}`))).body.data.map(
        (it: { title: string }) => it.title,
      );
    for (const q of ['rolex', 'sea-dw', '1266', '7z9']) expect(await found(q)).toEqual(['Sea-Dweller']);
    expect(await found('100 %')).toEqual(['100 % original']);
    expect(await found('_')).toEqual([]);
    expect((await other.call('GET', api('/listings?status=sold'))).body.data).toEqual([]);
  });

  it.each<[string, object, string, string]>([
    ['an unknown field', { titel: 'x' }, 'unknown_parameter', 'titel'],
    [
      'a fraction of a cent',
      { title: 'x', price: { amount: 1.5, currency: 'EUR' } },
      'invalid_parameter',
      'price.amount',
    ],
    [
      'an unknown currency',
      { title: 'x', price: { amount: 1, currency: 'XYZ' } },
      'invalid_parameter',
      'price.currency',
    ],
    ['an unknown condition', { title: 'x', condition: 'perfect' }, 'invalid_parameter', 'condition'],
    [
      'an unknown country',
      { title: 'x', location: { country: 'XX' } },
      'invalid_parameter',
      'location.country',
    ],
    [
      'a photo that is no address',
      { title: 'x', photos: [{ url: 'javascript:alert(1)' }] },
      'invalid_parameter',
      'photos[0].url',
    ],
    ['a title of 501 characters', { title: 'x'.repeat(501) }, 'invalid_parameter', 'title'],
    ['a NUL in a text', { title: 'a\u0000b' }, 'invalid_parameter', 'title'],
    ['half a surrogate pair', { title: 'a\ud800' }, 'invalid_parameter', 'title'],
    ['no quantity', { title: 'x', quantity: 0 }, 'invalid_parameter', 'quantity'],
  ])('with %s are refused', async (_, input, code, param) => {
    const { status, body } = await dealer.call('POST', api('/listings'), input);
    expect([status, body.error.code, body.error.param]).toEqual([400, code, param]);
  });
});

describe('CSV upload', () => {
  const CSV =
    'stock_number;brand;model;price;currency\nC-1;Rolex;GMT;12.500,00;EUR\nC-2;Omega;Speedmaster;abc;EUR\n';
  const file = { name: 'file', fileName: 'stock.csv', content: CSV };
  const options = (value: object) => ({ name: 'options', content: JSON.stringify(value) });

  it.each([
    ['before', [options({ dry_run: true }), file]],
    ['behind', [file, options({ dry_run: true })]],
  ])('takes options %s the file, and a dry run changes nothing', async (_, parts) => {
    const other = await dashboard.signUp();
    const accepted = await other.upload(api('/listings/import'), parts);
    expect(accepted.status).toBe(202);
    await runner.tick();
    const { body } = await other.call('GET', api(`/imports/${accepted.body.id}`));
    expect(body).toMatchObject({ state: 'completed', dry_run: true, counts: { created: 1, failed: 1 } });
    expect((await other.call('GET', api('/listings'))).body.data).toEqual([]);
    const rows = await other.call('GET', api(`/imports/${accepted.body.id}/rows?result=failed`));
    expect(rows.body.data).toMatchObject([{ row: 2, stock_number: 'C-2', result: 'failed' }]);
  });

  it('publishes when asked to, and the export comes back unchanged', async () => {
    const other = await dashboard.signUp();
    await other.upload(api('/listings/import'), [file, options({ publish: true })]);
    await runner.tick();
    const { body } = await other.call('GET', api('/listings'));
    expect(body.data).toMatchObject([
      { stock_number: 'C-1', status: 'published', price: { amount: 1_250_000 } },
    ]);
    const exported = await other.call('GET', api('/listings/export.csv'));
    expect(exported.headers['content-disposition']).toBe('attachment; filename="listings.csv"');
    const again = await other.upload(api('/listings/import'), [{ ...file, content: exported.text }]);
    await runner.tick();
    const report = await other.call('GET', api(`/imports/${again.body.id}`));
    expect(report.body).toMatchObject({
      state: 'completed',
      counts: { unchanged: 1, updated: 0, created: 0, failed: 0 },
    });
  });

  it.each([
    ['without a file', [options({})], 400, 'invalid_parameter', 'file'],
    ['with the file under another name', [{ ...file, name: 'upload' }], 400, 'invalid_parameter', 'file'],
    ['with an empty file', [{ ...file, content: '' }], 400, 'invalid_parameter', 'file'],
    [
      'with options that are no JSON',
      [{ name: 'options', content: '{' }, file],
      400,
      'invalid_json',
      'options',
    ],
    ['with an unknown option', [options({ dryrun: true }), file], 400, 'unknown_parameter', 'options.dryrun'],
    ['with an unknown part', [{ name: 'mode', content: 'test' }, file], 400, 'unknown_parameter', 'mode'],
    ['with two files', [file, file], 400, 'too_many_items', 'file'],
  ])('%s is refused', async (_, parts, status, code, param) => {
    const response = await dealer.upload(api('/listings/import'), parts);
    expect([response.status, response.body.error.code, response.body.error.param]).toEqual([
      status,
      code,
      param,
    ]);
  });

  it('needs a form, and a form that ends', async () => {
    const json = await dealer.call('POST', api('/listings/import'), {});
    expect([json.status, json.body.error.code]).toEqual([415, 'unsupported_media_type']);
    const broken = await dealer.call(
      'POST',
      api('/listings/import'),
      '--b\r\nContent-Disposition: form-data; name="file"',
      {
        'content-type': 'multipart/form-data; boundary=b',
      },
    );
    expect([broken.status, broken.body.error.code]).toEqual([400, 'invalid_parameter']);
  });

  it("of another dealer can't be read", async () => {
    const other = await dashboard.signUp();
    const { body } = await dealer.upload(api('/listings/import'), [file]);
    for (const path of [`/imports/${body.id}`, `/imports/${body.id}/rows`]) {
      expect((await other.call('GET', api(path))).status).toBe(404);
      expect((await dealer.call('GET', api(`${path}?mode=test`))).status).toBe(404);
    }
  });
});
