/**
 * What a column of a file can be. Named as the API names it; four are the import's own: `currency` and
 * `cost_currency` belong to an amount in another column, `box_and_papers` and `location` fill two fields each.
 */
export const IMPORT_FIELDS = [
  'stock_number',
  'title',
  'description',
  'brand',
  'model',
  'reference_number',
  'year',
  'year_precision',
  'condition',
  'has_box',
  'has_papers',
  'box_and_papers',
  'case_diameter_mm',
  'case_material',
  'bezel_material',
  'crystal',
  'dial_color',
  'bracelet_material',
  'movement',
  'caliber',
  'power_reserve_hours',
  'water_resistance_m',
  'complications',
  'gender',
  'price',
  'currency',
  'quantity',
  'photos',
  'location',
  'location.country',
  'location.city',
  'handling_time_days',
  'serial_number',
  'cost',
  'cost_currency',
  'internal_notes',
  'storage_location',
  'version',
] as const;

export type ImportField = (typeof IMPORT_FIELDS)[number];

const NAMES: ReadonlySet<string> = new Set(IMPORT_FIELDS);

export const isImportField = (name: unknown): name is ImportField =>
  typeof name === 'string' && NAMES.has(name);
