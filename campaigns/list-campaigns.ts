import type { Campaign } from './campaign.ts';
import { loadCampaign } from './load/load.ts';

/** By the name one runs them by; each in a folder or a file of that name. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  load: loadCampaign,
};
