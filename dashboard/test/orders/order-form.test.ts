import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyOrderForm,
  newLine,
  type OrderForm,
  toOrderBody,
  totalOf,
} from '../../src/orders/order-form.ts';
import { sampleCustomer, sampleListing } from './samples.ts';

const line = newLine(sampleListing());
const formWith = (fields: Partial<OrderForm>): OrderForm => ({ ...emptyOrderForm([line]), ...fields });

describe('the body of a new order', () => {
  it('holds the lines alone when nothing else was entered', () => {
    expect(toOrderBody(formWith({}))).toEqual({
      line_items: [{ listing_id: 'listing-1', quantity: 1, price: { amount: 689_000, currency: 'EUR' } }],
    });
  });

  it('takes the entered quantity and price, not the listing’s', () => {
    const price = { amount: 600_000, currency: 'EUR' };
    const body = toOrderBody(formWith({ line_items: [{ ...line, quantity: '3', price }] }));
    expect(body.line_items).toEqual([{ listing_id: 'listing-1', quantity: 3, price }]);
  });

  it('names a chosen customer by id and sends nothing of a new one', () => {
    const { customer } = emptyOrderForm();
    const body = toOrderBody(
      formWith({
        customerKind: 'existing',
        chosenCustomer: sampleCustomer(),
        customer: { ...customer, email: 'left@over.example' },
      }),
    );
    expect(body.customer_id).toBe('customer-1');
    expect(body).not.toHaveProperty('customer');
  });

  it('sends a new customer trimmed and without empty fields', () => {
    const { customer } = emptyOrderForm();
    const body = toOrderBody(
      formWith({
        customerKind: 'new',
        customer: { ...customer, email: ' ada@example.com ', last_name: 'Meier', phone: '  ' },
      }),
    );
    expect(body.customer).toEqual({ email: 'ada@example.com', last_name: 'Meier' });
    expect(body).not.toHaveProperty('customer_id');
  });

  it('gives the new customer the shipping address only when that was asked for', () => {
    const { customer, shipping_address } = emptyOrderForm();
    const form = formWith({
      customerKind: 'new',
      customer: { ...customer, email: 'ada@example.com' },
      shipping_address: { ...shipping_address, city: 'Zürich', country: 'CH' },
    });
    expect(toOrderBody(form).customer).not.toHaveProperty('address');
    expect(toOrderBody({ ...form, isCustomerAddress: true })).toMatchObject({
      customer: { address: { city: 'Zürich', country: 'CH' } },
      shipping_address: { city: 'Zürich', country: 'CH' },
    });
  });

  it('sends the local time as the same moment in UTC', () => {
    const body = toOrderBody(formWith({ ordered_at: '2026-05-07T11:30' }));
    expect(body.ordered_at).toBe(new Date(2026, 4, 7, 11, 30).toISOString());
  });

  it('sends note, external id and metadata', () => {
    const body = toOrderBody(
      formWith({ note: ' call first ', external_id: 'S-1', metadata: [{ name: ' by ', value: ' Eva ' }] }),
    );
    expect(body).toMatchObject({ note: 'call first', external_id: 'S-1', metadata: { by: 'Eva' } });
  });
});

describe('the total of a new order', () => {
  it('is the sum of price times quantity', () => {
    const priced = fc.array(fc.record({ amount: fc.nat(1e9), quantity: fc.integer({ min: 1, max: 99 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(priced, (rows) => {
        const lines = rows.map(({ amount, quantity }) => ({
          ...line,
          quantity,
          price: { amount, currency: 'CHF' },
        }));
        const sum = rows.reduce((total, { amount, quantity }) => total + amount * quantity, 0);
        expect(totalOf(lines)).toEqual({ amount: sum, currency: 'CHF' });
      }),
    );
  });

  it.each([
    ['there are no lines', []],
    ['a price is missing', [line, { ...line, price: null }]],
    ['a quantity is missing', [{ ...line, quantity: '' }]],
    ['currencies are mixed', [line, { ...line, price: { amount: 1, currency: 'USD' } }]],
  ])('is unknown while %s', (_, lines) => {
    expect(totalOf(lines)).toBeNull();
  });
});
