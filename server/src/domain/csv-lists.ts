import type { Reading } from './csv-price.ts';
import { cleanLine, isLongerThan, saysNothing } from './csv-text.ts';
import type { Photo } from './listing.ts';

const PHOTOS_MAX = 100;
const URL_CHARS_MAX = 2_048;
const COMPLICATIONS_MAX = 50;

/** An address as a cell holds it: without the characters that separate addresses. */
const encodeSeparators = (url: string): string =>
  url
    .trim()
    .replace(/\s|[,;](?=https?:|$)/giu, encodeURIComponent)
    .replaceAll('|', '%7C');

export const showPhotos = (photos: readonly Photo[]): string =>
  photos.map((photo) => encodeSeparators(photo.url)).join(' ');

/** Addresses between spaces, line breaks or bars; after a comma or semicolon only where a new address begins. */
export function readPhotos(cell: string): Reading<Photo[]> {
  if (saysNothing(cell)) return null;
  const urls = cell
    .split(/[\s|]+|[,;](?=https?:)/iu)
    .map((url) => url.replace(/[,;]$/, ''))
    .filter((url) => url !== '');
  const bad = urls.find(
    (url) => !/^https?:\/\//i.test(url) || url.length > URL_CHARS_MAX || !URL.canParse(url),
  );
  if (bad !== undefined) return { problem: `"${bad.slice(0, 60)}" is not an http or https address.` };
  if (urls.length > PHOTOS_MAX) return { problem: `has more than ${PHOTOS_MAX} photos.` };
  return { value: urls.map((url, index) => ({ url, position: index + 1, alt: null })) };
}

/** The photos a file names, with the captions of those that are known already. Null when they are the same ones. */
export function mergePhotos(stored: readonly Photo[], named: readonly Photo[]): Photo[] | null {
  const known = new Map(stored.map((photo) => [encodeSeparators(photo.url), photo]));
  const isSame =
    stored.length === named.length &&
    stored.every((photo, index) => encodeSeparators(photo.url) === named[index]!.url);
  if (isSame) return null;
  return named.map((photo) => {
    const before = known.get(photo.url);
    return before === undefined ? photo : { ...photo, url: before.url, alt: before.alt };
  });
}

export const showComplications = (complications: readonly string[]): string => complications.join(' | ');

/** Between bars where there is one, else between commas, semicolons or lines. */
export function readComplications(cell: string): Reading<string[]> {
  if (saysNothing(cell)) return null;
  const parts = cell.split(cell.includes('|') ? '|' : /[,;\r\n]/).map(cleanLine);
  const names = [...new Set(parts)].filter((name) => !saysNothing(name));
  if (names.some((name) => isLongerThan(name, 500)))
    return { problem: 'one of them is longer than 500 characters.' };
  return names.length > COMPLICATIONS_MAX
    ? { problem: `has more than ${COMPLICATIONS_MAX} entries.` }
    : { value: names };
}
