/** 32 million bits: of 250,000 texts one in twenty thousand that are new is taken for a known one. */
const WORDS = 2 ** 20;
const BITS = WORDS * 32;

/** FNV-1a. */
function hash(text: string, seed: number): number {
  let value = seed;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value ^ (value >>> 15)) >>> 0;
}

/**
 * Remembers in 4 MiB, however many they are, which texts it has seen (a Bloom filter): `false` is certain,
 * `true` must be looked up.
 */
export class SeenFilter {
  readonly #bits = new Uint32Array(WORDS);

  add(text: string): void {
    for (const bit of this.#bitsOf(text)) this.#bits[bit >>> 5]! |= 1 << (bit & 31);
  }

  mayHave(text: string): boolean {
    return this.#bitsOf(text).every((bit) => (this.#bits[bit >>> 5]! & (1 << (bit & 31))) !== 0);
  }

  #bitsOf(text: string): number[] {
    return [hash(text, 0x811c9dc5) % BITS, hash(text, 0x9e3779b9) % BITS];
  }
}
