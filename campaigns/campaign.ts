/** A campaign tries something many times and tells what it found. */
export interface Campaign {
  readonly title: string;
  /** One or two sentences for docs/reliability.md: what is done, to what, and what would count as a finding. */
  readonly summary: string;
  /** Rejects when the campaign itself could not be run; what it finds is returned. */
  readonly run: (options: CampaignOptions) => Promise<CampaignResult>;
}

export interface CampaignOptions {
  /** Fewer tries, for CI. */
  readonly isShort: boolean;
  /** Of every random choice, so that a campaign can be repeated. */
  readonly seed: number;
  /** A line about what goes on. */
  readonly log: (line: string) => void;
}

export interface Tried {
  readonly what: string;
  readonly times: number;
}

export interface CampaignFigure {
  readonly name: string;
  readonly value: number;
  /** `ms`, `MB`, `/s` or nothing for a count. */
  readonly unit: string;
}

export interface CampaignResult {
  readonly tried: readonly Tried[];
  readonly figures: readonly CampaignFigure[];
  /** Each a defect in words, with what is needed to see it again; empty = nothing was found. */
  readonly findings: readonly string[];
}
