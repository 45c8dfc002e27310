import { Select, type SelectProps } from '@mantine/core';
import { COUNTRY_CODES, countryName } from './countries.ts';

const COUNTRIES = COUNTRY_CODES.map((value) => ({ value, label: countryName(value) })).sort((left, right) =>
  left.label.localeCompare(right.label),
);

/** A country by its name; the value is its ISO 3166-1 code. */
export function CountrySelect(props: Omit<SelectProps, 'data'>) {
  return <Select data={COUNTRIES} searchable clearable limit={300} autoComplete="country" {...props} />;
}
