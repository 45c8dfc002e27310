/** 36 bytes of id and 64 of hash each. */
const KEYS_MAX = 20_000;

/**
 * Which dealer a key belongs to, by its hash: that never changes, so it may be remembered, unlike whether the key
 * still counts. With it the lookup names the dealer, and asks one server where dealers are spread over several.
 */
export class KeyOwners {
  readonly #dealerIds = new Map<string, string>();

  /** Null for a key that this process hasn't seen. */
  find(hash: Buffer): string | null {
    return this.#dealerIds.get(hash.toString('hex')) ?? null;
  }

  remember(hash: Buffer, dealerId: string): void {
    const name = hash.toString('hex');
    if (this.#dealerIds.has(name)) return;
    if (this.#dealerIds.size >= KEYS_MAX) this.#dealerIds.clear();
    this.#dealerIds.set(name, dealerId);
  }
}
