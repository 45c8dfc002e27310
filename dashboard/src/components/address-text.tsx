import { Text } from '@mantine/core';
import type { Address } from '../api/shapes.ts';
import { addressLines } from './address-lines.ts';
import { countryName } from './countries.ts';

/** An address as it stands on a parcel. */
export function AddressText({ address }: { address: Address }) {
  return (
    <Text
      component="address"
      size="sm"
      style={{ fontStyle: 'normal', overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}
    >
      {addressLines(address, countryName).join('\n')}
    </Text>
  );
}
