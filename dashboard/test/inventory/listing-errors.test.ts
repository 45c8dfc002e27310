import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError } from '../../src/api/api-error.ts';
import { fieldError, formPath } from '../../src/inventory/listing-errors.ts';

describe('a refusal of the hub', () => {
  it('is shown at the field of the form that its param names', () => {
    expect(formPath('stock_number')).toBe('stock_number');
    expect(formPath('price.currency')).toBe('price');
    expect(formPath('location.country')).toBe('country');
    expect(formPath('photos[2].url')).toBe('photos.2.url');
    expect(formPath('complications[0]')).toBe('complications');
  });

  it('is about no field when it names none, or none of this form', () => {
    expect(formPath(null)).toBeNull();
    expect(formPath('version')).toBeNull();
    expect(formPath('location')).toBeNull();
  });

  it('keeps its words', () => {
    const refusal = new ApiError(409, {
      code: 'duplicate_stock_number',
      message: 'Taken.',
      param: 'stock_number',
    });
    expect(fieldError(refusal)).toEqual({ path: 'stock_number', message: 'Taken.' });
    expect(fieldError(new NetworkError('gone'))).toBeNull();
  });
});
