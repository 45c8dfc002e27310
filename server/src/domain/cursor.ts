import { createHash } from 'node:crypto';
import { ApiError } from './api-error.ts';
import { isUuid } from './ids.ts';
import type { Micros } from './time.ts';

/** Where a page ended: the last row's place in the order newest first. */
export interface Cursor {
  readonly timeUs: Micros;
  readonly id: string;
}

/** The list a cursor belongs to; one list's cursor is refused by another. */
export type CursorKind =
  | 'listings'
  | 'orders'
  | 'customers'
  | 'deliveries'
  | 'imports'
  | 'import_rows'
  | 'replays';

const CHECK_LENGTH = 8;

const check = (list: string, payload: string): string =>
  createHash('sha256').update(`${list}:${payload}`).digest('base64url').slice(0, CHECK_LENGTH);

const refusal = () => new ApiError('invalid_cursor', { param: 'after' });

/**
 * Opaque text for a place in a list. The check characters find damage and another list's cursors; they guard no
 * secret.
 * @param list the list, with whatever else two cursors must not be mixed up by, such as its order
 */
export function sealCursor(list: string, place: string): string {
  const payload = Buffer.from(place).toString('base64url');
  return payload + check(list, payload);
}

/** What `sealCursor` was given. @throws ApiError `invalid_cursor` for any other text */
export function openCursor(list: string, text: string): string {
  const payload = text.slice(0, -CHECK_LENGTH);
  if (text.slice(-CHECK_LENGTH) !== check(list, payload)) throw refusal();
  return Buffer.from(payload, 'base64url').toString();
}

export function encodeCursor(kind: CursorKind, cursor: Cursor): string {
  return sealCursor(kind, `${cursor.timeUs.toString(36)}.${cursor.id.replaceAll('-', '')}`);
}

/** The place `encodeCursor` wrote down. @throws ApiError `invalid_cursor` for any other text */
export function decodeCursor(kind: CursorKind, text: string): Cursor {
  const [time, hex] = openCursor(kind, text).split('.');
  const id = (hex ?? '').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const timeUs = Number.parseInt(time ?? '', 36);
  if (!Number.isSafeInteger(timeUs) || !isUuid(id)) throw refusal();
  return { timeUs, id };
}
