import { isQuantity, type LineForm, type OrderForm } from './order-form.ts';

/** What stops an order before it is sent. */
export type Problem =
  | {
      readonly key:
        | 'noLines'
        | 'quantity'
        | 'noPrice'
        | 'noCustomerChosen'
        | 'noCustomerKey'
        | 'metadataName'
        | 'orderedAt';
    }
  | { readonly key: 'otherCurrency'; readonly currency: string };

/** Problems by the path of their field. */
export type Problems = Readonly<Record<string, Problem>>;

/** The currency of an order: that of its first line with a price. */
export const currencyOf = (lines: readonly LineForm[]): string | null =>
  lines.find(({ price }) => price !== null)?.price?.currency ?? null;

/** A price in another currency than the order's; null when it fits. */
export function currencyProblem(lines: readonly LineForm[], index: number): Problem | null {
  const currency = currencyOf(lines);
  const own = lines[index]?.price?.currency ?? currency;
  return currency === null || own === currency ? null : { key: 'otherCurrency', currency };
}

function lineProblems(lines: readonly LineForm[]): Problems {
  const found: Record<string, Problem> = {};
  if (lines.length === 0) found.line_items = { key: 'noLines' };
  lines.forEach(({ quantity, price }, index) => {
    if (!isQuantity(quantity)) found[`line_items.${index}.quantity`] = { key: 'quantity' };
    const problem = price === null ? { key: 'noPrice' as const } : currencyProblem(lines, index);
    if (problem !== null) found[`line_items.${index}.price`] = problem;
  });
  return found;
}

function customerProblems({ customerKind, chosenCustomer, customer }: OrderForm): Problems {
  if (customerKind === 'existing' && chosenCustomer === null) {
    return { customer_id: { key: 'noCustomerChosen' } };
  }
  const hasKey = [customer.email, customer.phone, customer.external_id].some((key) => key.trim() !== '');
  return customerKind === 'new' && !hasKey ? { 'customer.email': { key: 'noCustomerKey' } } : {};
}

function metadataProblems({ metadata }: OrderForm): Problems {
  const names = metadata.map(({ name }) => name.trim());
  const isSound = names.every((name) => name !== '') && new Set(names).size === names.length;
  return isSound ? {} : { metadata: { key: 'metadataName' } };
}

/** Everything that must be mended before the order can be sent. */
export function orderProblems(form: OrderForm): Problems {
  const isTime = form.ordered_at === '' || !Number.isNaN(Date.parse(form.ordered_at));
  return {
    ...lineProblems(form.line_items),
    ...customerProblems(form),
    ...metadataProblems(form),
    ...(isTime ? {} : { ordered_at: { key: 'orderedAt' } as const }),
  };
}
