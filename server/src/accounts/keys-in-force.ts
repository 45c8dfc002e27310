import type { Database } from '../storage/database.ts';
import { findSecretKeyCheck } from '../storage/secret-keys.ts';
import { type AccountKey, resignCookies } from './account-keys.ts';

/** Follows `hub secrets rotate`, which may put another key in force at any time. */
export class KeysInForce {
  readonly #database: Database;
  readonly #keys: readonly AccountKey[];
  #current: AccountKey;

  /** @param keys the one in force at this time first */
  constructor(database: Database, keys: readonly AccountKey[]) {
    this.#database = database;
    this.#keys = keys;
    this.#current = keys[0]!;
  }

  get current(): AccountKey {
    return this.#current;
  }

  startingWith(first: AccountKey): AccountKey[] {
    return [first, ...this.#keys.filter((key) => key !== first)];
  }

  async refresh(): Promise<void> {
    // A process with one key has no other to use.
    if (this.#keys.length === 1) return;
    const check = await findSecretKeyCheck(this.#database.kysely);
    this.#current = this.#keys.find((key) => key.check === check) ?? this.#current;
  }

  resign(headers: Headers): Headers {
    const [current, ...others] = this.startingWith(this.#current);
    return resignCookies(headers, current!, others);
  }

  resignRequest(request: Request): Request {
    const headers = this.resign(request.headers);
    return headers === request.headers ? request : new Request(request, { headers });
  }
}
