/** Lines for a terminal that work when pasted. `$WTH_KEY` stands for the key, which is never written into them. */
const AUTHORIZATION = '-H "Authorization: Bearer $WTH_KEY"';
const IDEMPOTENCY = '-H "Idempotency-Key: $(uuidgen)"';

/** @param origin of this hub, such as `https://hub.example.com` */
export function curlSamples(origin: string) {
  const base = `${origin}/api/v1`;
  return {
    me: `curl ${base}/me \\\n  ${AUTHORIZATION}`,
    ping: `curl -X POST ${base}/test/webhook_ping \\\n  ${AUTHORIZATION} \\\n  ${IDEMPOTENCY}`,
    sell: `curl -X POST ${base}/test/events \\\n  ${AUTHORIZATION} \\\n  ${IDEMPOTENCY} \\\n  -H "Content-Type: application/json" \\\n  -d '{"type":"listing.sold"}'`,
    listings: `curl "${base}/listings?status=published&limit=10" \\\n  ${AUTHORIZATION}`,
  } as const;
}

/** Before the others; the reader puts the key in. */
export const SET_KEY = 'export WTH_KEY=wth_…';
