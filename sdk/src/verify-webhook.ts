import type { HubEvent } from './api-shapes.ts';
import { WatchTraderHubError } from './errors.ts';

/** Seconds by which the sender's clock may differ. */
export const TOLERANCE_SECONDS = 300;

export type SignatureProblem =
  | 'missing_signature'
  | 'malformed_signature'
  | 'timestamp_outside_tolerance'
  | 'no_matching_signature'
  | 'body_not_json';

/** Why a webhook must not be trusted; answer it with 400. */
export class WebhookVerificationError extends WatchTraderHubError {
  override readonly name = 'WebhookVerificationError';
  readonly problem: SignatureProblem;

  constructor(problem: SignatureProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

export interface VerifyOptions {
  /** 300 by default; Infinity accepts any age, which allows replays. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since 1970; the present by default. */
  readonly nowMs?: number;
}

export interface SignatureHeader {
  /** Unix seconds. */
  readonly timestamp: number;
  /** Lower-case hex; two while a secret is being rotated. */
  readonly signatures: readonly string[];
}

const ENCODER = new TextEncoder();

/** `t=<unix seconds>,v1=<hex>[,v1=<hex>]`; other schemes are passed over. Null when it is no such header. */
export function parseSignatureHeader(header: string): SignatureHeader | null {
  let timestamp: number | null = null;
  const signatures: string[] = [];
  for (const part of header.split(',')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === 't' && /^\d{1,12}$/.test(value)) timestamp = Number(value);
    if (name === 'v1' && /^[0-9a-f]{64}$/.test(value)) signatures.push(value);
  }
  return timestamp === null || signatures.length === 0 ? null : { timestamp, signatures };
}

/** HMAC-SHA256 over `{timestamp}.{rawBody}`, in lower-case hex: what the hub puts behind `v1=`. */
export async function signWebhook(
  rawBody: string | Uint8Array,
  secret: string,
  timestamp: number,
): Promise<string> {
  const key = await importKey(secret);
  const bytes = await crypto.subtle.sign('HMAC', key, signedBytes(rawBody, timestamp));
  return toHex(new Uint8Array(bytes));
}

/**
 * The event of a webhook, once its signature is known to be right.
 * @param rawBody exactly as received: parsing and writing it again changes the bytes that were signed
 * @param header of the name `WTH-Signature`
 * @param secrets the signing secret, or both while it is being rotated
 * @throws WebhookVerificationError; TypeError for a tolerance that is no number
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array,
  header: string | null | undefined,
  secrets: string | readonly string[],
  { toleranceSeconds = TOLERANCE_SECONDS, nowMs = Date.now() }: VerifyOptions = {},
): Promise<HubEvent> {
  if (!(toleranceSeconds >= 0)) throw new TypeError('toleranceSeconds must be a number, and not below 0');
  if (!header) throw new WebhookVerificationError('missing_signature', 'There is no WTH-Signature header.');
  const parsed = parseSignatureHeader(header);
  if (parsed === null) {
    throw new WebhookVerificationError('malformed_signature', 'WTH-Signature is not t=<seconds>,v1=<hex>.');
  }
  const isSigned = await hasMatch(rawBody, parsed, [secrets].flat());
  if (!isSigned) {
    throw new WebhookVerificationError(
      'no_matching_signature',
      'No signature matches: the secret is another one, or the body was changed after it was signed.',
    );
  }
  const ageSeconds = nowMs / 1000 - parsed.timestamp;
  if (!(Math.abs(ageSeconds) <= toleranceSeconds)) {
    throw new WebhookVerificationError(
      'timestamp_outside_tolerance',
      `The signature is ${Math.round(ageSeconds)} s old; ${toleranceSeconds} s are allowed. Check this machine's clock.`,
    );
  }
  return parseEvent(rawBody);
}

async function hasMatch(
  rawBody: string | Uint8Array,
  { timestamp, signatures }: SignatureHeader,
  secrets: readonly string[],
): Promise<boolean> {
  const signed = signedBytes(rawBody, timestamp);
  let matches = false;
  for (const secret of secrets) {
    const key = await importKey(secret);
    for (const signature of signatures) {
      // `verify` compares in constant time.
      if (await crypto.subtle.verify('HMAC', key, fromHex(signature), signed)) matches = true;
    }
  }
  return matches;
}

function parseEvent(rawBody: string | Uint8Array): HubEvent {
  try {
    return JSON.parse(typeof rawBody === 'string' ? rawBody : new TextDecoder().decode(rawBody)) as HubEvent;
  } catch (cause) {
    const error = new WebhookVerificationError('body_not_json', 'The body is signed, but it is not JSON.');
    error.cause = cause;
    throw error;
  }
}

function importKey(secret: string) {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', ENCODER.encode(secret), algorithm, false, ['sign', 'verify']);
}

function signedBytes(rawBody: string | Uint8Array, timestamp: number): Uint8Array<ArrayBuffer> {
  const head = ENCODER.encode(`${timestamp}.`);
  const body = typeof rawBody === 'string' ? ENCODER.encode(rawBody) : rawBody;
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
}
