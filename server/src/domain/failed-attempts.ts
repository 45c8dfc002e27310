import ipaddr from 'ipaddr.js';

const WINDOW_MS = 60_000;
const MAX_FAILURES = 20;
/** Bounds the memory to about 2 MB. Beyond it the address that failed longest ago is forgotten. */
const MAX_ADDRESSES = 10_000;

/** Counts failed authentications per client; a flood of guesses is answered without saying which were close. */
export class FailedAttempts {
  /** Times in milliseconds, oldest first; the address that failed last is the last one. */
  readonly #times = new Map<string, number[]>();

  /**
   * Notes a failure.
   * @param address the client's IP address
   * @returns null while the client may go on failing, else the seconds until its next failure is heard
   */
  record(address: string, nowMs: number): number | null {
    const client = clientOf(address);
    const times = (this.#times.get(client) ?? []).filter((ms) => ms > nowMs - WINDOW_MS);
    const isOver = times.length >= MAX_FAILURES;
    if (!isOver) times.push(nowMs);
    this.#times.delete(client);
    this.#times.set(client, times);
    if (this.#times.size > MAX_ADDRESSES) this.#times.delete(this.#times.keys().next().value!);
    return isOver ? Math.max(1, Math.ceil((times[0]! + WINDOW_MS - nowMs) / 1000)) : null;
  }
}

/** One customer of a provider has a whole IPv6 /64; an IPv4 address in IPv6 clothes is that IPv4 address. */
function clientOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
