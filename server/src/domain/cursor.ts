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
export type CursorKind = 'listings' | 'orders' | 'customers' | 'deliveries' | 'import_rows';

const CHECK_LENGTH = 8;

const check = (kind: CursorKind, payload: string): string =>
  createHash('sha256').update(`${kind}:${payload}`).digest('base64url').slice(0, CHECK_LENGTH);

/** Opaque text. The check characters find damage; they guard no secret. */
export function encodeCursor(kind: CursorKind, cursor: Cursor): string {
  const payload = Buffer.from(`${cursor.timeUs.toString(36)}.${cursor.id.replaceAll('-', '')}`).toString(
    'base64url',
  );
  return payload + check(kind, payload);
}

/** The place `encodeCursor` wrote down. @throws ApiError `invalid_cursor` for any other text */
export function decodeCursor(kind: CursorKind, text: string): Cursor {
  const payload = text.slice(0, -CHECK_LENGTH);
  const [time, hex] = Buffer.from(payload, 'base64url').toString('latin1').split('.');
  const id = (hex ?? '').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const timeUs = Number.parseInt(time ?? '', 36);
  if (text.slice(-CHECK_LENGTH) !== check(kind, payload) || !Number.isSafeInteger(timeUs) || !isUuid(id)) {
    throw new ApiError('invalid_cursor', { param: 'after' });
  }
  return { timeUs, id };
}
