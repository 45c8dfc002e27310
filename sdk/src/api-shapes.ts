import type { components } from './generated/api-types.ts';

/** What the API takes and answers with, by the names of its OpenAPI document. Times are RFC 3339 in UTC. */
type Schemas = components['schemas'];

export type Money = Schemas['Money'];
export type Address = Schemas['Address'];
export type Listing = Schemas['Listing'];
export type Customer = Schemas['Customer'];
export type CustomerInput = Schemas['CustomerInput'];
export type UpsertedCustomer = Schemas['UpsertedCustomer'];
export type BulkResult = Schemas['BulkResult'];
export type Order = Schemas['Order'];
export type OrderInput = Schemas['OrderInput'];
export type CancelInput = Schemas['CancelInput'];
export type Integration = Schemas['Integration'];
export type Health = Schemas['Health'];
export type WebhookPing = Schemas['WebhookPing'];
export type Sandbox = Schemas['Sandbox'];
export type HubEvent = Schemas['Event'];
export type EventType = HubEvent['type'];
/** The event of one type, with the resource it carries. */
export type EventOf<T extends EventType> = Extract<HubEvent, { type: T }>;
export type ListingStatus = Listing['status'];
export type OrderStatus = Order['status'];

export interface Page<T> {
  readonly object: 'list';
  readonly data: T[];
  readonly has_more: boolean;
  /** Goes into `after` for the next page; null on the last one. */
  readonly next_cursor: string | null;
}

/** A page of the feed; the next one begins after `last_sequence`. */
export type EventPage = Page<HubEvent> & { readonly last_sequence: number };
