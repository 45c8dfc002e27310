import { randomBytes } from 'node:crypto';
import type { Micros } from './time.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

const withDashes = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

/**
 * A UUID of version 7 (RFC 9562): milliseconds first, so that rows made together lie together in an index.
 * @param random 10 bytes; from the CSPRNG unless a test fixes them
 */
export function newId(nowUs: Micros, random: Uint8Array = randomBytes(10)): string {
  const time = Math.floor(nowUs / 1000)
    .toString(16)
    .padStart(12, '0');
  const bytes = Buffer.from(random);
  bytes[0] = (bytes[0]! & 0x0f) | 0x70;
  bytes[2] = (bytes[2]! & 0x3f) | 0x80;
  return withDashes(time + bytes.toString('hex'));
}

/** An event's id as the outside sees it: `evt_` + the 32 hex digits of its UUID. */
export function formatEventId(uuid: string): string {
  return `evt_${uuid.replaceAll('-', '')}`;
}

/** The UUID behind `evt_…`; null when the text is not an event id. */
export function parseEventId(text: string): string | null {
  return /^evt_[0-9a-f]{32}$/.test(text) ? withDashes(text.slice(4)) : null;
}

/** `req_` + 32 hex digits. */
export function newRequestId(): string {
  return `req_${randomBytes(16).toString('hex')}`;
}
