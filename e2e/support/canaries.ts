import { type Address, type Answer, type Call, send } from './http-client.ts';

/** Where something that came in could come out again. */
export const PLACES = [
  'log',
  'refusals',
  'metrics',
  'traces',
  'API and webhooks',
  "dealer's export",
  'mail',
  'database',
] as const;
export type Place = (typeof PLACES)[number];

/** A kind of secret or personal data, and where it belongs. */
export interface Canary {
  readonly what: string;
  /** As they came in, each of them recognisable. */
  readonly texts: readonly string[];
  /** It must be found in each of these, so that the search is known to find it, and nowhere else. */
  readonly belongsIn: readonly Place[];
}

/** All that was written to each place. */
export type Found = Readonly<Record<Place, string>>;

/** In the forms in which it may lie around: as it is, as JSON, in a URL, and as the bytes of a column in hexadecimal. */
const formsOf = (text: string): string[] => [
  ...new Set([
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  ]),
];

const LENGTH_MIN = 6;

/** What is where it must not be, or is not where it belongs; empty when all is well. */
export function misplaced(canaries: readonly Canary[], found: Found): string[] {
  return canaries.flatMap(({ what, texts, belongsIn }) => {
    if (texts.length === 0 || texts.some((text) => text.length < LENGTH_MIN)) return [`${what} is no canary`];
    return PLACES.flatMap((place) => {
      const hits = texts.filter((text) => formsOf(text).some((form) => found[place].includes(form)));
      if (belongsIn.includes(place)) return hits.length > 0 ? [] : [`${what} is missing in: ${place}`];
      return hits.map((hit) => `${what} is in: ${place} (${around(found[place], hit)})`);
    });
  });
}

/** Enough to find the line, for who has to mend it. */
function around(haystack: string, needle: string): string {
  const form = formsOf(needle).find((it) => haystack.includes(it))!;
  const at = haystack.indexOf(form);
  return haystack.slice(Math.max(0, at - 120), at + form.length + 20);
}

/** A client that keeps every refusal, body and headers. */
export class Witness {
  refusals = '';
  count = 0;
  readonly #address: Address;

  constructor(address: Address) {
    this.#address = address;
  }

  /** @param status that it must be refused with; null = whatever comes */
  async refused(status: number | null, call: Call): Promise<Answer<unknown>> {
    const answer = await send(this.#address, call);
    if (status !== null && answer.status !== status) {
      throw new Error(`${call.method} ${call.path} answered ${answer.status}: ${answer.text}`);
    }
    this.count += 1;
    this.refusals += `${answer.text}\n${JSON.stringify([...answer.headers])}\n`;
    return answer;
  }
}
