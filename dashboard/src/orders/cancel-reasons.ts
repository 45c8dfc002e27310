/** Why an order may be cancelled, as the hub names it. */
export const CANCEL_REASONS = ['customer', 'declined', 'fraud', 'inventory', 'other'] as const;

export type CancelReason = (typeof CANCEL_REASONS)[number];

export function isCancelReason(reason: string | null): reason is CancelReason {
  return CANCEL_REASONS.some((it) => it === reason);
}
