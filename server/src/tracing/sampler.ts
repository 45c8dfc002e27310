import { ParentBasedSampler, type Sampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';

/**
 * Decides by the trace's id, so that all processes decide alike. A client that doesn't record its trace is followed;
 * one that does can't make the hub record more than its share.
 */
export function createSampler(ratio: number): Sampler {
  const byTraceId = new TraceIdRatioBasedSampler(ratio);
  return new ParentBasedSampler({ root: byTraceId, remoteParentSampled: byTraceId });
}
