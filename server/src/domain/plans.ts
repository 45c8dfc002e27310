export const PLANS = ['starter', 'business'] as const;
export type Plan = (typeof PLANS)[number];

interface PlanTerms {
  /** Live drafts, published and unpublished listings together; sold ones don't count. */
  readonly listings: number;
  readonly customIntegration: boolean;
}

export const PLAN_TERMS: Readonly<Record<Plan, PlanTerms>> = {
  starter: { listings: 25, customIntegration: false },
  business: { listings: 250, customIntegration: true },
};

/** @param override the operator's own limit for this dealer, or null */
export function listingLimit(plan: Plan, override: number | null): number {
  return override ?? PLAN_TERMS[plan].listings;
}

/** The version new integrations are pinned to. */
export const CURRENT_API_VERSION = '2026-05-07';
