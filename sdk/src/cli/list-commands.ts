import type { HubEvent, Listing, ListingStatus, Money, Order, OrderStatus } from '../api-shapes.ts';
import type { CliContext } from './cli-context.ts';
import { UsageError } from './cli-error.ts';
import { type Command, defineCommand } from './command.ts';
import { CONNECTION_OPTIONS, connect } from './connection.ts';
import { parseEventTypes } from './event-types.ts';
import { formatTable } from './text-table.ts';

const ROWS = 50;
const PAGE_MAX = 250;

const LIST_OPTIONS = {
  limit: { type: 'string', value: '<rows>', help: `How many at most; ${ROWS} by default.` },
  all: { type: 'boolean', help: 'Every row there is.' },
  json: { type: 'boolean', help: 'A JSON array, as the API gives it.' },
  ...CONNECTION_OPTIONS,
} as const;

const CHANGED_OPTION = {
  'updated-after': { type: 'string', value: '<time>', help: 'RFC 3339: only what changed after it.' },
} as const;

export const listingsCommand: Command = defineCommand({
  name: 'listings',
  summary: 'Lists the stock of your channel, newest change first; with an id, shows one.',
  positionals: ['[id]'],
  options: {
    status: { type: 'string', value: '<status>', help: 'published, unpublished or sold.' },
    ...CHANGED_OPTION,
    ...LIST_OPTIONS,
  },
  details: `
Examples:
  $ wth listings --status published
  $ wth listings --all --json | jq -r '.[].stock_number'`,
  run: async ({ options, positionals: [id] }, context) => {
    const hub = connect(options, context.env);
    const { signal } = context;
    if (id !== undefined) return showOne(await hub.getListing(id, { signal }), context);
    const limit = limitOf(options);
    const query = {
      limit: Math.min(limit, PAGE_MAX),
      ...(options.status === undefined ? {} : { status: options.status as ListingStatus }),
      ...(options['updated-after'] === undefined ? {} : { updated_after: options['updated-after'] }),
    };
    const rows = await take(hub.iterateListings(query, { signal }), limit);
    return showRows(rows, options, context, {
      id: (it: Listing) => it.id,
      stock: (it) => it.stock_number,
      status: (it) => it.status,
      pieces: (it) => String(it.quantity),
      price: (it) => formatMoney(it.price),
      title: (it) => it.title,
    });
  },
});

export const ordersCommand: Command = defineCommand({
  name: 'orders',
  summary: 'Lists orders, newest change first; with an id, shows one.',
  positionals: ['[id]'],
  options: {
    status: { type: 'string', value: '<status>', help: 'received, fulfilled or cancelled.' },
    'external-id': { type: 'string', value: '<id>', help: 'The order that your shop knows by it.' },
    ...CHANGED_OPTION,
    ...LIST_OPTIONS,
  },
  details: `
Examples:
  $ wth orders --status received
  $ wth orders --external-id shop-1001 --json`,
  run: async ({ options, positionals: [id] }, context) => {
    const hub = connect(options, context.env);
    const { signal } = context;
    if (id !== undefined) return showOne(await hub.getOrder(id, { signal }), context);
    const limit = limitOf(options);
    const query = {
      limit: Math.min(limit, PAGE_MAX),
      ...(options.status === undefined ? {} : { status: options.status as OrderStatus }),
      ...(options['external-id'] === undefined ? {} : { external_id: options['external-id'] }),
      ...(options['updated-after'] === undefined ? {} : { updated_after: options['updated-after'] }),
    };
    const rows = await take(hub.iterateOrders(query, { signal }), limit);
    return showRows(rows, options, context, {
      id: (it: Order) => it.id,
      number: (it) => it.number.toString(),
      'external id': (it) => it.external_id ?? '',
      status: (it) => it.status,
      total: (it) => formatMoney(it.total),
      received: (it) => it.created_at.slice(0, 19),
      watches: (it) => it.line_items.map(({ title }) => title).join(', '),
    });
  },
});

export const eventsCommand: Command = defineCommand({
  name: 'events',
  summary: 'Lists the feed, oldest first; with an id, shows one.',
  positionals: ['[id]'],
  options: {
    'after-sequence': {
      type: 'string',
      value: '<n>',
      help: 'Begins after it, instead of with the oldest kept.',
    },
    types: { type: 'string', value: '<types>', help: 'Only these, separated by commas; order.* works.' },
    ...LIST_OPTIONS,
  },
  details: `
Examples:
  $ wth events --types 'order.*'
  $ wth events --after-sequence 120 --json`,
  run: async ({ options, positionals: [id] }, context) => {
    const hub = connect(options, context.env);
    const { signal } = context;
    if (id !== undefined) return showOne(await hub.getEvent(id, { signal }), context);
    const limit = limitOf(options);
    const after = options['after-sequence'];
    const query = {
      limit: Math.min(limit, PAGE_MAX),
      ...(after === undefined ? {} : { after_sequence: parseWhole('--after-sequence', after) }),
      ...(options.types === undefined ? {} : { types: parseEventTypes(options.types) }),
    };
    const rows = await take(hub.iterateEvents(query, { signal }), limit);
    return showRows(rows, options, context, {
      sequence: (it: HubEvent) => String(it.sequence),
      id: (it) => it.id,
      type: (it) => it.type,
      time: (it) => it.created_at.slice(0, 19),
      resource: (it) => it.data.object.id,
    });
  },
});

async function take<T>(rows: AsyncIterable<T>, limit: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const row of rows) {
    taken.push(row);
    if (taken.length >= limit) break;
  }
  return taken;
}

function showOne(resource: object, { write }: CliContext): number {
  write(`${JSON.stringify(resource, null, 2)}\n`);
  return 0;
}

function showRows<T>(
  rows: readonly T[],
  options: { readonly json?: boolean },
  { write }: CliContext,
  columns: Readonly<Record<string, (row: T) => string>>,
): number {
  if (options.json) write(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length === 0) write('None.\n');
  else
    write(
      formatTable(
        Object.keys(columns),
        rows.map((row) => Object.values(columns).map((of) => of(row))),
      ),
    );
  return 0;
}

function limitOf({ limit, all }: { readonly limit?: string; readonly all?: boolean }): number {
  if (all) return Number.POSITIVE_INFINITY;
  const rows = limit === undefined ? ROWS : parseWhole('--limit', limit);
  if (rows === 0) throw new UsageError('--limit must be 1 or more; --all has no limit');
  return rows;
}

function parseWhole(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} must be a whole number, not "${text}"`);
  return Number(text);
}

function formatMoney(money: Money | null): string {
  if (money === null) return 'on request';
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: money.currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return `${money.currency} ${(money.amount / 10 ** digits).toFixed(digits)}`;
}
