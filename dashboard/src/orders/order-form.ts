import type { CustomerBody, OrderBody } from '../api/orders.ts';
import type { Address, Customer, Listing, Money } from '../api/shapes.ts';

export const MAX_LINES = 50;

export interface LineForm {
  readonly listing: Listing;
  /** Empty while it is being typed. */
  readonly quantity: number | string;
  /** Per piece; null while it is empty. */
  readonly price: Money | null;
}

export const ADDRESS_FIELDS = [
  'name',
  'company',
  'line1',
  'line2',
  'postal_code',
  'city',
  'state',
  'country',
  'phone',
] as const;
export type AddressForm = Record<(typeof ADDRESS_FIELDS)[number], string>;

export const CUSTOMER_FIELDS = [
  'email',
  'phone',
  'external_id',
  'first_name',
  'last_name',
  'company',
  'vat_number',
] as const;
export type NewCustomerForm = Record<(typeof CUSTOMER_FIELDS)[number], string>;

export interface MetadataForm {
  readonly name: string;
  readonly value: string;
}

/** Named as in the API, so that a refused parameter is the form's field. */
export interface OrderForm {
  readonly line_items: readonly LineForm[];
  readonly customerKind: 'none' | 'existing' | 'new';
  readonly chosenCustomer: Customer | null;
  readonly customer: NewCustomerForm;
  readonly shipping_address: AddressForm;
  /** The shipping address also becomes the new customer's own. */
  readonly isCustomerAddress: boolean;
  readonly external_id: string;
  /** As `<input type="datetime-local">` has it, in the reader's zone; empty = now. */
  readonly ordered_at: string;
  readonly note: string;
  readonly metadata: readonly MetadataForm[];
}

export const newLine = (listing: Listing): LineForm => ({ listing, quantity: 1, price: listing.price });

const emptied = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>;

export function emptyOrderForm(lines: readonly LineForm[] = []): OrderForm {
  return {
    line_items: lines,
    customerKind: 'none',
    chosenCustomer: null,
    customer: emptied(CUSTOMER_FIELDS),
    shipping_address: emptied(ADDRESS_FIELDS),
    isCustomerAddress: false,
    external_id: '',
    ordered_at: '',
    note: '',
    metadata: [],
  };
}

/** Trimmed, without what is empty; null when all of it is. */
function filled<Name extends string>(values: Record<Name, string>): Partial<Record<Name, string>> | null {
  const entries = Object.entries<string>(values)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '');
  return entries.length === 0 ? null : (Object.fromEntries(entries) as Partial<Record<Name, string>>);
}

function toCustomer(form: OrderForm, address: Address | null): CustomerBody {
  return {
    ...filled(form.customer),
    ...(form.isCustomerAddress && address !== null ? { address } : {}),
  };
}

function buyerOf(form: OrderForm, address: Address | null): Pick<OrderBody, 'customer' | 'customer_id'> {
  if (form.customerKind === 'new') return { customer: toCustomer(form, address) };
  if (form.customerKind === 'existing') return { customer_id: form.chosenCustomer!.id };
  return {};
}

/** The form without problems as the API takes it; what is empty is left out. */
export function toOrderBody(form: OrderForm): OrderBody {
  const address = filled(form.shipping_address);
  const metadata = form.metadata.map(({ name, value }) => [name.trim(), value.trim()]);
  return {
    line_items: form.line_items.map(({ listing, quantity, price }) => ({
      listing_id: listing.id,
      quantity: Number(quantity),
      price: price!,
    })),
    ...buyerOf(form, address),
    ...(address === null ? {} : { shipping_address: address }),
    ...filled({ external_id: form.external_id, note: form.note }),
    ...(form.ordered_at === '' ? {} : { ordered_at: new Date(form.ordered_at).toISOString() }),
    ...(metadata.length === 0 ? {} : { metadata: Object.fromEntries(metadata) }),
  };
}

/** Σ price × quantity; null while a price or a quantity is missing, or the lines are in several currencies. */
export function totalOf(lines: readonly LineForm[]): Money | null {
  const currency = lines[0]?.price?.currency;
  if (currency === undefined) return null;
  let amount = 0;
  for (const { price, quantity } of lines) {
    if (price === null || price.currency !== currency || !isQuantity(quantity)) return null;
    amount += price.amount * Number(quantity);
  }
  return { amount, currency };
}

/** A whole number of pieces, at least one. */
export const isQuantity = (quantity: number | string): boolean =>
  quantity !== '' && Number.isInteger(Number(quantity)) && Number(quantity) >= 1;
