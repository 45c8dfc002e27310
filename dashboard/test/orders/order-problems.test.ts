import { describe, expect, it } from 'vitest';
import { emptyOrderForm, newLine, type OrderForm } from '../../src/orders/order-form.ts';
import { orderProblems } from '../../src/orders/order-problems.ts';
import { sampleCustomer, sampleListing } from './samples.ts';

const line = newLine(sampleListing());
const problemsWith = (fields: Partial<OrderForm>) => orderProblems({ ...emptyOrderForm([line]), ...fields });

describe('what stops a new order', () => {
  it('is nothing when a watch is chosen', () => {
    expect(problemsWith({})).toEqual({});
  });

  it('is a missing line', () => {
    expect(problemsWith({ line_items: [] })).toEqual({ line_items: { key: 'noLines' } });
  });

  it.each(['', 0, -1, 1.5, 'x'])('is the quantity %o', (quantity) => {
    expect(problemsWith({ line_items: [{ ...line, quantity }] })).toEqual({
      'line_items.0.quantity': { key: 'quantity' },
    });
  });

  it('is a line without a price', () => {
    const unpriced = newLine(sampleListing({ price: null }));
    expect(problemsWith({ line_items: [line, unpriced] })).toEqual({
      'line_items.1.price': { key: 'noPrice' },
    });
  });

  it('is a line in another currency than the first', () => {
    const other = { ...line, price: { amount: 1, currency: 'USD' } };
    expect(problemsWith({ line_items: [line, line, other] })).toEqual({
      'line_items.2.price': { key: 'otherCurrency', currency: 'EUR' },
    });
  });

  it('is an existing customer that was not chosen', () => {
    expect(problemsWith({ customerKind: 'existing' })).toEqual({ customer_id: { key: 'noCustomerChosen' } });
    expect(problemsWith({ customerKind: 'existing', chosenCustomer: sampleCustomer() })).toEqual({});
  });

  it('is a new customer without e-mail, phone and external id', () => {
    const { customer } = emptyOrderForm();
    const named = { ...customer, last_name: 'Meier' };
    expect(problemsWith({ customerKind: 'new', customer: named })).toEqual({
      'customer.email': { key: 'noCustomerKey' },
    });
    for (const key of ['email', 'phone', 'external_id']) {
      expect(problemsWith({ customerKind: 'new', customer: { ...named, [key]: 'x' } })).toEqual({});
    }
  });

  it('is metadata without a name, or with one twice', () => {
    const field = { name: 'by', value: 'Eva' };
    expect(problemsWith({ metadata: [field] })).toEqual({});
    expect(problemsWith({ metadata: [{ name: ' ', value: 'Eva' }] })).toHaveProperty('metadata');
    expect(problemsWith({ metadata: [field, { ...field, name: 'by ' }] })).toHaveProperty('metadata');
  });
});
