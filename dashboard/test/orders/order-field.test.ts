import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError } from '../../src/api/api-error.ts';
import { orderField } from '../../src/orders/order-field.ts';
import { refusalAt } from '../../src/orders/refusal-at.ts';

describe('the field of a refused parameter', () => {
  it.each([
    ['line_items[0].listing_id', 'line_items.0.listing'],
    ['line_items[12].stock_number', 'line_items.12.listing'],
    ['line_items[3]', 'line_items.3.listing'],
    ['line_items[1].quantity', 'line_items.1.quantity'],
    ['line_items[1].price', 'line_items.1.price'],
    ['line_items[1].price.currency', 'line_items.1.price'],
    ['line_items', 'line_items'],
    ['customer', 'customer.email'],
    ['customer.phone', 'customer.phone'],
    ['customer.address.country', 'shipping_address.country'],
    ['customer_id', 'customer_id'],
    ['shipping_address.postal_code', 'shipping_address.postal_code'],
    ['external_id', 'external_id'],
    ['ordered_at', 'ordered_at'],
    ['metadata', 'metadata'],
    ['metadata.salesperson', 'metadata'],
  ])('%s is at %s', (param, field) => {
    expect(orderField(param)).toBe(field);
  });

  it.each(['customer.tags', 'shipping_address.first_name', 'Origin', ''])('%o has no field', (param) => {
    expect(orderField(param)).toBeNull();
  });
});

describe('a refusal', () => {
  const refused = (fields: { param?: string; message: string }) =>
    new ApiError(400, { code: 'invalid_parameter', ...fields });

  it('is shown at its field without the path that stands before the message', () => {
    const error = refused({ param: 'external_id', message: 'external_id: is taken.' });
    expect(refusalAt(error, orderField)).toEqual({ field: 'external_id', message: 'is taken.' });
  });

  it('keeps a message that does not begin with the path', () => {
    const error = refused({ param: 'line_items[0].listing_id', message: 'Listing A-1 is sold.' });
    expect(refusalAt(error, orderField)).toEqual({
      field: 'line_items.0.listing',
      message: 'Listing A-1 is sold.',
    });
  });

  it('belongs to no field without a parameter, with an unknown one, or without an answer', () => {
    expect(refusalAt(refused({ message: 'no' }), orderField)).toBeNull();
    expect(refusalAt(refused({ param: 'Origin', message: 'no' }), orderField)).toBeNull();
    expect(refusalAt(new NetworkError('gone'), orderField)).toBeNull();
  });
});
