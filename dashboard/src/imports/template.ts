/** Columns of the template: those the import knows, without the combined ones, which only make sense in exports. */
const COMBINED = ['box_and_papers', 'location', 'version'];

/** A CSV file with nothing but the header, as an address to download. */
export const templateUrl = (fields: readonly string[]): string =>
  `data:text/csv;charset=utf-8,${encodeURIComponent(`${fields.filter((field) => !COMBINED.includes(field)).join(',')}\r\n`)}`;
