import { ADDRESS_FIELDS, CUSTOMER_FIELDS } from './order-form.ts';

const PLAIN = new Set([
  'line_items',
  'customer_id',
  'external_id',
  'ordered_at',
  'note',
  ...CUSTOMER_FIELDS.map((name) => `customer.${name}`),
  ...ADDRESS_FIELDS.map((name) => `shipping_address.${name}`),
]);

/**
 * The form's field for the API's JSON path, such as `line_items.0.listing` for `line_items[0].listing_id`.
 * @returns null when the form has no such field
 */
export function orderField(param: string): string | null {
  const line = /^line_items\[(\d+)\](?:\.(\w+))?/.exec(param);
  if (line !== null) {
    const part = line[2] === 'quantity' || line[2] === 'price' ? line[2] : 'listing';
    return `line_items.${line[1]}.${part}`;
  }
  if (param === 'customer') return 'customer.email';
  if (/^metadata\b/.test(param)) return 'metadata';
  // The customer's own address is the shipping address.
  const plain = param.replace(/^customer\.address\./, 'shipping_address.');
  return PLAIN.has(plain) ? plain : null;
}
