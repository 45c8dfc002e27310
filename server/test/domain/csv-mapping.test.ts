import { describe, expect, it } from 'vitest';
import { EXPORT_COLUMNS } from '../../src/domain/csv-export.ts';
import { mapColumns, nameColumns } from '../../src/domain/csv-mapping.ts';
import { IMPORT_FIELDS } from '../../src/domain/import-fields.ts';
import { ImportFileError } from '../../src/domain/import-file-error.ts';
import { readImportOptions } from '../../src/domain/import-options.ts';

const map = (header: string, explicit = {}) => mapColumns(nameColumns(header.split(',')), explicit);

describe('the mapping', () => {
  it('of a scraped list', () => {
    expect(map(',name,reference,prix,currency,uid,country,created_at,brand')).toEqual({
      '(column 1)': null,
      name: 'title',
      reference: 'reference_number',
      prix: 'price',
      currency: 'currency',
      uid: 'stock_number',
      country: 'location.country',
      created_at: null,
      brand: 'brand',
    });
  });

  it('of a scraped list with attributes', () => {
    const header =
      'source,source_row,listing_code,url,title,brand,model,reference,price_raw,condition_raw,year_raw,case_diameter_raw,box_papers_raw,location_raw,movement,case_material,bracelet_material,dial,crystal,gender,availability,dealer_product_code,seller_rating';
    expect(map(header, { source_row: 'stock_number' })).toEqual({
      source: null,
      source_row: 'stock_number',
      listing_code: null,
      url: null,
      title: 'title',
      brand: 'brand',
      model: 'model',
      reference: 'reference_number',
      price_raw: 'price',
      condition_raw: 'condition',
      year_raw: 'year',
      case_diameter_raw: 'case_diameter_mm',
      box_papers_raw: 'box_and_papers',
      location_raw: 'location',
      movement: 'movement',
      case_material: 'case_material',
      bracelet_material: 'bracelet_material',
      dial: 'dial_color',
      crystal: 'crystal',
      gender: 'gender',
      availability: null,
      dealer_product_code: null,
      seller_rating: null,
    });
  });

  it.each([
    ['Artikelnummer,Marke,Modell,Referenznummer,Baujahr,Zustand,Preis,Währung,Lagerort,Standort', 'de'],
    ['Numéro de stock,Marque,Modèle,Référence,Année,État,Prix,Devise,Emplacement de stockage,Lieu', 'fr'],
    [
      'Codice articolo,Marca,Modello,Riferimento,Anno,Condizioni,Prezzo,Valuta,Posizione di magazzino,Luogo',
      'it',
    ],
    ['Código,Marca,Modelo,Referencia,Año,Estado,Precio,Moneda,Caja fuerte,Ubicación', 'es'],
    ['stockNumber,brandName,Model,ReferenceNumber,year,Condition,Price (EUR),Currency,Safe,Location', 'en'],
  ])('of %s', (header) => {
    expect(Object.values(map(header))).toEqual([
      'stock_number',
      'brand',
      'model',
      'reference_number',
      'year',
      'condition',
      'price',
      'currency',
      'storage_location',
      'location',
    ]);
  });

  it('takes the likelier of two columns, and what the dealer says before either', () => {
    expect(map('id,SKU,title')).toMatchObject({ id: null, SKU: 'stock_number' });
    expect(map('id,SKU,title', { ID: 'stock_number' })).toMatchObject({ id: 'stock_number', SKU: null });
    expect(map('SKU,title,brand', { title: null, brand: 'title' })).toEqual({
      SKU: 'stock_number',
      title: null,
      brand: 'title',
    });
  });

  it('names columns that have no name or the same one', () => {
    expect(nameColumns(['price', '', ' price ', 'price (2)', ''])).toEqual([
      'price',
      '(column 2)',
      'price (2)',
      'price (2) (2)',
      '(column 5)',
    ]);
  });

  it('refuses more columns than a list can have, but not the empty ones a spreadsheet leaves at the end', () => {
    const header = (count: number) => Array.from({ length: count }, () => 'a');
    expect(nameColumns(header(1_000))).toHaveLength(1_000);
    expect(() => nameColumns(header(1_001))).toThrow(
      'The first line names 1001 columns; a file may have 1000.',
    );
    expect(nameColumns([...header(2), ...Array.from({ length: 16_382 }, () => '')])).toHaveLength(16_384);
  });

  it('fails with the columns there are when none is the stock number, or one named is not there', () => {
    expect(() => map('Rolex,Submariner,12000')).toThrow(ImportFileError);
    expect(() => map('Rolex,Submariner,12000')).toThrow('Rolex, Submariner, 12000');
    expect(() => map('sku,title', { 'no such': 'brand' })).toThrow('"no such"');
  });

  it('knows every column of the export by its name', () => {
    const mapping = mapColumns(EXPORT_COLUMNS);
    const informing = ['status', 'published_at', 'sold_at', 'created_at', 'updated_at', 'id'];
    for (const column of EXPORT_COLUMNS)
      expect(mapping[column]).toBe(informing.includes(column) ? null : column);
    const filled = new Set(Object.values(mapping));
    expect(IMPORT_FIELDS.filter((field) => !filled.has(field))).toEqual(['box_and_papers', 'location']);
  });
});

describe('the options of an import', () => {
  it('default to a guessed mapping, for real and without publishing', () => {
    expect(readImportOptions({})).toEqual({ mapping: {}, dry_run: false, publish: false });
  });

  it('take columns by field, too, where nothing else can be meant', () => {
    const mapping = { stock_number: 'Lager-Nr.', title: 'title', price: 'Preis' };
    expect(readImportOptions({ mapping }).mapping).toEqual({
      'Lager-Nr.': 'stock_number',
      title: 'title',
      Preis: 'price',
    });
    expect(readImportOptions({ mapping: { title: 'model', model: 'title' } }).mapping).toEqual({
      title: 'model',
      model: 'title',
    });
  });

  it.each([
    [{ mapping: { title: 'Name', model: 'Name' } }, 'invalid_parameter', 'options.mapping.model'],
    [{ mapping: { brand: 'model', model: 'Ref' } }, 'invalid_parameter', 'options.mapping.model'],
    [{ mapping: { Preis: 'price', title: 'Name' } }, 'invalid_parameter', 'options.mapping.title'],
    [{ mapping: { title: 'Name', model: null } }, 'invalid_parameter', 'options.mapping.title'],
    [{ mapping: { Preis: 'prize' } }, 'invalid_parameter', 'options.mapping.Preis'],
    [{ mapping: { a: 'title', b: 'title' } }, 'invalid_parameter', 'options.mapping.b'],
    [{ mapping: [] }, 'invalid_parameter', 'options.mapping'],
    [{ dry_run: 'yes' }, 'invalid_parameter', 'options.dry_run'],
    [{ publish: 1 }, 'invalid_parameter', 'options.publish'],
    [{ dryRun: true }, 'unknown_parameter', 'options.dryRun'],
    [null, 'invalid_parameter', 'options'],
    ['{}', 'invalid_parameter', 'options'],
  ])('%j is refused', (options, code, param) => {
    expect(() => readImportOptions(options)).toThrow(expect.objectContaining({ code, param }));
  });
});
