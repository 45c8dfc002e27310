import { parseSignatureHeader, signWebhook } from '../verify-webhook.ts';
import { BODY_REPAIRS, type Repair, SECRET_REPAIRS } from './signature-repairs.ts';

export interface WebhookToDiagnose {
  readonly body: Uint8Array;
  /** The value of `WTH-Signature`. */
  readonly header: string;
  readonly secrets: readonly string[];
  /** When it was received, in milliseconds since 1970. */
  readonly nowMs: number;
  readonly toleranceSeconds: number;
}

export interface Diagnosis {
  readonly cause: 'none' | 'header' | 'clock' | 'secret' | 'body' | 'secret and body' | 'unknown';
  /** What is the matter and what to do, a sentence or more each. */
  readonly findings: readonly string[];
}

const AS_IS = { what: null } as const;

/** Why a signature fails: it is tried with the mistakes that are commonly made, undone one by one. */
export async function diagnoseSignature(webhook: WebhookToDiagnose): Promise<Diagnosis> {
  const header = webhook.header.trim().replace(/^wth-signature:\s*/i, '');
  const parsed = parseSignatureHeader(header);
  if (parsed === null) return { cause: 'header', findings: [explainHeader(header)] };
  const isSigned = async (body: Uint8Array, secret: string) =>
    parsed.signatures.includes(await signWebhook(body, secret, parsed.timestamp));
  const clock = explainClock(parsed.timestamp, webhook);

  for (const secretRepair of [AS_IS, ...SECRET_REPAIRS]) {
    for (const bodyRepair of [AS_IS, ...BODY_REPAIRS]) {
      const body = 'mend' in bodyRepair ? bodyRepair.mend(webhook.body) : webhook.body;
      if (body === null) continue;
      for (const given of webhook.secrets) {
        const secret = 'mend' in secretRepair ? secretRepair.mend(given) : given;
        if (secret !== null && (await isSigned(body, secret)))
          return explain(secretRepair, bodyRepair, clock);
      }
    }
  }
  return { cause: 'unknown', findings: [...explainMismatch(webhook), ...(clock ? [clock] : [])] };
}

type Tried = { readonly what: null } | Repair<string> | Repair<Uint8Array>;

function explain(secret: Tried, body: Tried, clock: string | null): Diagnosis {
  const findings = [secret.what, body.what, clock].filter((finding) => finding !== null);
  if (secret.what !== null) return { cause: body.what === null ? 'secret' : 'secret and body', findings };
  if (body.what !== null) return { cause: 'body', findings };
  return { cause: clock === null ? 'none' : 'clock', findings };
}

function explainHeader(header: string): string {
  if (/^v1,/.test(header)) {
    return 'This is webhook-signature, the header of Standard Webhooks. Give the value of WTH-Signature, which begins with t=.';
  }
  if (!/(^|,)\s*t=/.test(header))
    return 'The header has no time: WTH-Signature is t=<unix seconds>,v1=<64 hex digits>.';
  return 'The header has no whole signature: v1= must be followed by 64 lower-case hex digits. Was it cut off, or changed to capitals?';
}

function explainClock(timestamp: number, { nowMs, toleranceSeconds }: WebhookToDiagnose): string | null {
  const ageSeconds = Math.round(nowMs / 1000 - timestamp);
  if (Math.abs(ageSeconds) <= toleranceSeconds) return null;
  const signedAt = new Date(timestamp * 1000).toISOString();
  if (ageSeconds < 0) {
    return `It was signed ${-ageSeconds} s in the future (${signedAt}): this machine's clock is slow. Synchronise it (NTP).`;
  }
  return (
    `It was signed ${ageSeconds} s ago (${signedAt}), and ${toleranceSeconds} s are allowed. If it has only just come, ` +
    "this machine's clock is fast: synchronise it (NTP). If it came earlier, give the time with --at; a receiver must refuse it now."
  );
}

function explainMismatch({ body, secrets }: WebhookToDiagnose): string[] {
  const text = new TextDecoder().decode(body);
  const looks = secrets.filter((secret) => !/^whsec_[A-Za-z0-9+/]{43}=$/.test(secret));
  const findings: string[] = [];
  if (looks.some((secret) => secret.startsWith('wth_'))) {
    findings.push('A secret begins with wth_: that is an API key. The signing secret begins with whsec_.');
  } else if (looks.length > 0) {
    findings.push('A secret is not whsec_ and 44 characters of base64: it was not copied whole.');
  }
  if (isAsSent(text)) {
    findings.push(
      'The body looks just as the hub writes it, so most likely the secret is another one. Each endpoint has its own; ' +
        '"wth listen" signs with the one it prints; after a rotation only the new one counts once its grace is over.',
    );
  } else {
    findings.push(
      'The body is not as the hub writes it, so it was changed on its way, in a manner that none of the usual repairs undoes. ' +
        'Keep the bytes of the request before anything parses them, and verify those.',
    );
  }
  findings.push(
    'Make sure, too, that header and body are of the same request: every attempt is signed afresh.',
  );
  return findings;
}

/** Compact JSON with the hub's own order of keys. */
function isAsSent(text: string): boolean {
  try {
    return text.startsWith('{"id":"evt_') && JSON.stringify(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}
