import type { Campaign } from './campaign.ts';
import { crash } from './crash/crash.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { loadCampaign } from './load/load.ts';
import { receiversCampaign } from './receivers/receivers-campaign.ts';
import { ssrfCampaign } from './ssrf/ssrf-campaign.ts';

/** By the name one runs them by; each in a folder or a file of that name. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  crash,
  fuzz,
  load: loadCampaign,
  receivers: receiversCampaign,
  ssrf: ssrfCampaign,
};
