import { COUNTRY_CODES } from './countries.ts';
import type { Reading } from './csv-price.ts';
import { cleanLine, foldWords, saysNothing } from './csv-text.ts';

const LANGUAGES = ['en', 'de', 'fr', 'it', 'es', 'nl', 'pt'];

/** Names that the standard's own tables lack. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  GB: 'uk, u k, great britain, england, scotland, wales, northern ireland, united kingdom of great britain, grossbritannien, england uk, grande bretagne, gran bretagna, gran bretana, inghilterra, inglaterra, angleterre',
  US: 'usa, u s a, u s, united states of america, america, vereinigte staaten von amerika, etats unis d amerique, stati uniti d america, estados unidos de america, ee uu, eeuu',
  AE: 'uae, u a e, emirates, vae, emirati arabi, emiratos arabes',
  NL: 'the netherlands, holland, pays bas, paesi bassi, paises bajos, olanda, holanda',
  HK: 'hong kong, hongkong',
  MO: 'macau, macao',
  CZ: 'czech republic, tschechische republik, republique tcheque, repubblica ceca, republica checa',
  TR: 'turkey, turkiye',
  KR: 'korea, south korea, republic of korea, sudkorea',
  RU: 'russian federation',
  TW: 'taiwan, republic of china',
  CN: 'peoples republic of china, prc, mainland china',
  IE: 'republic of ireland, eire',
  MK: 'macedonia',
  VA: 'vatican',
  CH: 'suisse, svizzera, schweiz, helvetia',
  VN: 'vietnam',
};

let names: Map<string, string> | undefined;

/** Built at first use: 1,700 names. */
function countryNames(): Map<string, string> {
  if (names !== undefined) return names;
  names = new Map();
  for (const language of LANGUAGES) {
    const display = new Intl.DisplayNames(language, { type: 'region' });
    for (const code of COUNTRY_CODES) names.set(foldWords(display.of(code) ?? code), code);
  }
  for (const [code, words] of Object.entries(OTHER_NAMES)) {
    for (const word of words.split(', ')) if (word !== '') names.set(word, code);
  }
  return names;
}

/** `DE`, `uk`, `Deutschland`, `United States of America` → ISO 3166-1; null when it is no country. */
export function countryOf(text: string): string | null {
  const code = text.trim().toUpperCase();
  if (COUNTRY_CODES.has(code)) return code;
  if (text.length > 80) return null;
  return countryNames().get(foldWords(text)) ?? null;
}

export function readCountry(cell: string): Reading<string> {
  if (saysNothing(cell)) return null;
  const country = countryOf(cell);
  return country === null
    ? { problem: `"${cell.trim().slice(0, 60)}" is not a country.` }
    : { value: country };
}

/** Codes of American states that are countries too: behind a city they mean the state (`Boston, MA`). */
const STATES = new Set(
  'AL AR AZ CA CO GA ID IL IN KY LA MA MD ME MN MO MS MT NC NE PA SC SD TN VA'.split(' '),
);

export interface Place {
  readonly country: string;
  readonly city: string | null;
}

/** Between the country and the city these write a state: `United States of America, Iowa, Des Moines`. */
const WITH_STATES = new Set(['US']);

/** `Germany, Koblenz`, `Koblenz, DE`, `Hong Kong`. */
export function readPlace(cell: string): Reading<Place> {
  if (saysNothing(cell)) return null;
  if (cell.length > 500) return { problem: 'is too long for a place.' };
  const parts = cell
    .split(',')
    .map(cleanLine)
    .filter((part) => part !== '');
  const first = countryOf(parts[0] ?? '');
  if (first !== null) {
    const [, second, third] = parts;
    const city = WITH_STATES.has(first) ? (third ?? second) : second;
    return { value: { country: first, city: city ?? null } };
  }
  const end = parts.at(-1) ?? '';
  const last = parts.length > 1 && !STATES.has(end.toUpperCase()) ? countryOf(end) : null;
  if (last !== null) return { value: { country: last, city: parts[0]! } };
  return { problem: `"${cleanLine(cell).slice(0, 60)}" does not begin with a country.` };
}
