import type { Campaign } from './campaign.ts';
import { receiversCampaign } from './receivers/receivers-campaign.ts';
import { ssrfCampaign } from './ssrf/ssrf-campaign.ts';

/** By the name one runs them by; each in a folder or a file of that name. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  receivers: receiversCampaign,
  ssrf: ssrfCampaign,
};
