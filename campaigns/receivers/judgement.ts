import type { Delivery } from '../../e2e/support/shapes.ts';
import type { Dial } from '../network/contained-network.ts';
import type { BadReceiver } from './bad-receiver.ts';
import type { Footprint } from './footprint.ts';

const HEALTHY_MS_MAX = 5_000;
const MEMORY_MB_OVER = 150;
const DESCRIPTORS_MAX = 600;
/** Of one attempt, on average: a name with a thousand addresses must not become a scan of a thousand machines. */
const DIALS_PER_ATTEMPT_MAX = 2;

export function judgeReceiver(
  { name, attempts, ends }: BadReceiver,
  deliveries: readonly Delivery[],
  expected: { readonly deliveries: number; readonly attempts: number },
): string[] {
  const findings: string[] = [];
  const say = (what: string): number => findings.push(`a receiver that ${name}: ${what}`);
  if (deliveries.length !== expected.deliveries)
    say(`${deliveries.length} deliveries of ${expected.deliveries}`);
  for (const delivery of deliveries) {
    if (ends !== 'either' && delivery.status !== ends) say(`ended as ${delivery.status}, not ${ends}`);
    if (delivery.status === 'failed') {
      if (delivery.reason !== 'schedule_exhausted') say(`failed for ${delivery.reason}`);
      if (delivery.attempt_count !== expected.attempts)
        say(`${delivery.attempt_count} attempts of ${expected.attempts}`);
    }
    if (delivery.attempts.length !== delivery.attempt_count)
      say(`${delivery.attempts.length} attempts are logged`);
    for (const { number, http_status, error, response_preview } of delivery.attempts) {
      const told = http_status ?? error;
      if (told === null || !attempts.includes(told) || (http_status !== null && error !== null))
        say(`attempt ${number} is logged as ${told}, not ${attempts.join(' or ')}`);
      if (Buffer.byteLength(response_preview ?? '') > 3 * 4_096)
        say('the preview is longer than 4 KiB of text');
    }
  }
  return [...new Set(findings)];
}

/** @param healthy how many events arrived, and the milliseconds from each commit to its first attempt */
export function judgeHealthy(
  healthy: { readonly arrived: number; readonly starts: readonly number[] },
  expected: number,
): string[] {
  const findings: string[] = [];
  if (healthy.arrived !== expected)
    findings.push(`healthy receivers got ${healthy.arrived} events of ${expected}`);
  const worst = Math.max(0, ...healthy.starts);
  if (worst > HEALTHY_MS_MAX)
    findings.push(`a healthy receiver's event waited ${worst} ms to be sent, over ${HEALTHY_MS_MAX} ms`);
  return findings;
}

export function judgeFootprint(seen: {
  readonly before: Footprint;
  readonly peak: Footprint;
  readonly after: Footprint;
  readonly descriptorsOver: number;
}): string[] {
  const { before, peak, after, descriptorsOver } = seen;
  const findings: string[] = [];
  const rise = Math.round(peak.memoryMb - before.memoryMb);
  if (rise > MEMORY_MB_OVER) findings.push(`memory rose by ${rise} MB, over ${MEMORY_MB_OVER} MB`);
  if (peak.descriptors > DESCRIPTORS_MAX)
    findings.push(`${peak.descriptors} file descriptors were open, over ${DESCRIPTORS_MAX}`);
  if (after.descriptors > before.descriptors + descriptorsOver)
    findings.push(`${after.descriptors} file descriptors stayed open, ${before.descriptors} were before`);
  return findings;
}

export function judgeDials(dials: readonly Dial[], attempts: number, internalRequests: number): string[] {
  const isPermitted = (address: string): boolean =>
    address === '127.0.0.1' || address === '::1' || address.startsWith('127.1.');
  const forbidden = new Set(dials.map((it) => it.address).filter((it) => !isPermitted(it)));
  const findings = [...forbidden].map((address) => `${address} was dialled, which is not permitted`);
  if (internalRequests > 0) findings.push(`a server inside got ${internalRequests} connections`);
  if (dials.length > attempts * DIALS_PER_ATTEMPT_MAX)
    findings.push(
      `${attempts} attempts made ${dials.length} connections, over ${DIALS_PER_ATTEMPT_MAX} each`,
    );
  return findings;
}
