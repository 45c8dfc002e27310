import type { Address } from '../api/shapes.ts';

/** Countries whose postal code stands behind the city and its state. */
const CODE_BEHIND_CITY = new Set(['US', 'CA', 'AU', 'IN', 'NZ', 'SG', 'TW', 'TH']);
/** Countries whose postal code has a line of its own. */
const CODE_ALONE = new Set(['GB', 'IE', 'HK']);

const join = (parts: readonly (string | null | undefined)[], separator: string): string =>
  parts
    .map((part) => part?.trim() ?? '')
    .filter((part) => part !== '')
    .join(separator);

function cityLines({ city, state, postal_code, country }: Address): string[] {
  if (CODE_ALONE.has(country ?? '')) return [join([city, state], ', '), join([postal_code], '')];
  if (CODE_BEHIND_CITY.has(country ?? '')) return [join([city, join([state, postal_code], ' ')], ', ')];
  return [join([join([postal_code, city], ' '), state], ', ')];
}

/**
 * An address as it stands on a parcel of its country, line by line; empty ones are left out.
 * @param countryName the country's name for its ISO 3166-1 alpha-2 code
 */
export function addressLines(address: Address, countryName: (code: string) => string): readonly string[] {
  const { name, first_name, last_name, company, line1, line2, country, phone } = address;
  return [
    join([name], '') || join([first_name, last_name], ' '),
    join([company], ''),
    join([line1], ''),
    join([line2], ''),
    ...cityLines(address),
    country ? countryName(country) : '',
    join([phone], ''),
  ].filter((line) => line !== '');
}
