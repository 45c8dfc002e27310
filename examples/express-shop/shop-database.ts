import { DatabaseSync } from 'node:sqlite';
import type { Listing, Order } from '@watchtraderhub/sdk';
import type { SyncState, SyncStore } from '@watchtraderhub/sdk/sync';

const TABLES = `
  create table if not exists listings (id text primary key, version integer not null, json text not null);
  create table if not exists sync_state (id integer primary key check (id = 1), json text not null);
  create table if not exists orders (cart text primary key, json text not null);
`;

/** The shop's copy of the stock, how far it has come, and the shop's orders. */
export class ShopDatabase {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(TABLES);
  }

  putListing(listing: Listing): void {
    const values = [listing.id, listing.version, write(listing)];
    this.#run('insert or replace into listings values (?, ?, ?)', ...values);
  }

  removeListing(id: string): void {
    this.#run('delete from listings where id = ?', id);
  }

  onSale(): Listing[] {
    const rows = this.#database.prepare('select json from listings').all() as { json: string }[];
    return rows
      .map((row) => JSON.parse(row.json))
      .filter((it) => it.status === 'published' && it.quantity > 0);
  }

  /** The hub's answer to a checkout. A webhook may have told more by now. */
  addOrder(order: Order): void {
    this.#run('insert or ignore into orders values (?, ?)', order.external_id, write(order));
  }

  putOrder(order: Order): void {
    this.#run('insert or replace into orders values (?, ?)', order.external_id, write(order));
  }

  findOrder(cart: string): Order | null {
    return this.#find('select json from orders where cart = ?', cart);
  }

  /** The version of a listing is in its row, so there is nothing to write or to forget apart from it. */
  get syncStore(): SyncStore {
    const version = this.#database.prepare('select version from listings where id = ?');
    const ids = this.#database.prepare('select id from listings');
    return {
      getState: async () => this.#find<SyncState>('select json from sync_state'),
      setState: async (state) => this.#run('insert or replace into sync_state values (1, ?)', write(state)),
      getVersion: async (id) => (version.get(id)?.version as number | undefined) ?? null,
      setVersion: async () => {},
      listIds: async () => ids.all().map((row) => row.id as string),
      forget: async () => {},
    };
  }

  close(): void {
    this.#database.close();
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.#database.prepare(sql).run(...values);
  }

  #find<T>(sql: string, ...values: string[]): T | null {
    const row = this.#database.prepare(sql).get(...values);
    return row === undefined ? null : (JSON.parse(row.json as string) as T);
  }
}

const write = (value: unknown): string => JSON.stringify(value);
