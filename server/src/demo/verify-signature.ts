import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 5 * 60;

/**
 * All a receiver needs to tell the hub's requests from anybody else's.
 * @param header `WTH-Signature`: `t=<unix seconds>,v1=<hex>`, with a second `v1` while the secret is rotated
 * @param body the bytes as they arrived: parsing and serialising them again changes the signature
 */
export function isSignedBy(secret: string, header: string, body: Buffer, nowSeconds: number): boolean {
  const parts = header.split(',').map((part) => part.split('=', 2) as [string, string]);
  const timestamp = Number(parts.find(([name]) => name === 't')?.[1]);
  if (!(Math.abs(nowSeconds - timestamp) <= TOLERANCE_SECONDS)) return false;
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
  return parts.some(([name, hex]) => {
    const given = Buffer.from(name === 'v1' ? hex : '', 'hex');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
