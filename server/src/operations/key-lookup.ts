import { type ApiKeyIdentity, findApiKeyByHash } from '../storage/api-keys.ts';
import type { Hub } from './hub.ts';

/** 36 bytes of id and 64 of hash each. */
const KEYS_MAX = 20_000;

type Identity = Promise<ApiKeyIdentity | null>;

interface UnderWay {
  readonly current: Identity;
  /** Begins when `current` has ended; for all who came meanwhile. */
  next: Identity | null;
}

/**
 * Finds keys by their hash, in the database. Those who ask for one that is being looked up share the lookup after that,
 * which begins later than all of them asked: nobody is told less than what was committed before, and a key that is
 * busy costs two statements at a time, not one for each request.
 *
 * Whose a key is never changes, so that is remembered: with it the statement names the dealer, and asks one server
 * where dealers are spread over several.
 */
export class KeyLookup {
  readonly #hub: Pick<Hub, 'database'>;
  readonly #dealerIds = new Map<string, string>();
  readonly #underWay = new Map<string, UnderWay>();

  constructor(hub: Pick<Hub, 'database'>) {
    this.#hub = hub;
  }

  /** Null when there is no such key. */
  async find(hash: Buffer): Identity {
    const name = hash.toString('hex');
    const underWay = this.#underWay.get(name);
    if (underWay === undefined) return await this.#begin(name, hash);
    const begin = () => this.#begin(name, hash);
    // Its failure is told to those who wait for it.
    underWay.next ??= underWay.current.then(begin, begin);
    return await underWay.next;
  }

  #begin(name: string, hash: Buffer): Identity {
    const current = this.#read(name, hash);
    const underWay: UnderWay = { current, next: null };
    this.#underWay.set(name, underWay);
    const end = () => {
      if (this.#underWay.get(name) === underWay) this.#underWay.delete(name);
    };
    current.then(end, end);
    return current;
  }

  async #read(name: string, hash: Buffer): Identity {
    const dealerId = this.#dealerIds.get(name) ?? null;
    const identity = await findApiKeyByHash(this.#hub.database.kysely, hash, dealerId);
    if (identity !== null && dealerId === null) {
      if (this.#dealerIds.size >= KEYS_MAX) this.#dealerIds.clear();
      this.#dealerIds.set(name, identity.dealer_id);
    }
    return identity;
  }
}
