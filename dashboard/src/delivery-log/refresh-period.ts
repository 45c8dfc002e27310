import type { Delivery } from '../api/shapes.ts';

const AT_WORK_MS = 1_000;
const SOON_MS = 5_000;
const QUIET_MS = 10_000;

/** How soon an opened delivery is asked for again: quickly while an attempt is due. */
export function refreshMs(
  delivery: Pick<Delivery, 'status' | 'next_attempt_at'> | undefined,
  nowMs: number,
): number {
  if (delivery === undefined || delivery.status !== 'pending') return QUIET_MS;
  const dueMs = delivery.next_attempt_at === null ? nowMs : Date.parse(delivery.next_attempt_at);
  return dueMs - nowMs <= SOON_MS ? AT_WORK_MS : SOON_MS;
}
