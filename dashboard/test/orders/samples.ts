import type { Customer, Delivery, Listing, Order } from '../../src/api/shapes.ts';

/** A published watch of one piece. */
export const sampleListing = (fields: Partial<Listing> = {}): Listing =>
  ({
    id: 'listing-1',
    title: 'Omega Speedmaster',
    stock_number: 'A-1',
    status: 'published',
    quantity: 1,
    price: { amount: 689_000, currency: 'EUR' },
    ...fields,
  }) as Listing;

export const sampleCustomer = (fields: Partial<Customer> = {}): Customer =>
  ({
    id: 'customer-1',
    first_name: null,
    last_name: null,
    company: null,
    email: null,
    phone: null,
    external_id: null,
    ...fields,
  }) as Customer;

/** An order that came through the API and was ordered at that moment. */
export const sampleOrder = (fields: Partial<Order> = {}): Order =>
  ({
    id: 'order-1',
    status: 'received',
    source: 'api',
    ordered_at: '2026-05-07T09:30:00.000000Z',
    created_at: '2026-05-07T09:30:00.000000Z',
    fulfilled_at: null,
    cancelled_at: null,
    ...fields,
  }) as Order;

export const sampleDelivery = (fields: Partial<Delivery> = {}): Delivery =>
  ({
    id: 'delivery-1',
    resource_id: 'order-1',
    event_type: 'order.received',
    status: 'delivered',
    created_at: '2026-05-07T09:30:00.200000Z',
    delivered_at: '2026-05-07T09:30:00.900000Z',
    ...fields,
  }) as Delivery;
