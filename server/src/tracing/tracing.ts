import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import packageJson from '../../package.json' with { type: 'json' };
import type { EngineObserver } from '../deliveries/engine-observer.ts';
import type { HttpObserver } from '../http/plugins/observation.ts';
import { startAttemptSpan } from './attempt-span.ts';
import { startRequestSpan } from './request-span.ts';
import { createSampler } from './sampler.ts';
import { createSpanExporter, type SpanExport } from './span-exporter.ts';

export interface TracingOptions extends SpanExport {
  readonly serviceName: string;
  /** Share of new traces that are recorded, 0 to 1. */
  readonly sampleRatio: number;
}

/** Sends spans to a collector. */
export interface Tracing {
  readonly requestStarted: HttpObserver['requestStarted'];
  readonly attemptStarted: EngineObserver['attemptStarted'];
  /** Sends what is left, as far as the collector takes it within 2 s. */
  close(): Promise<void>;
}

const FLUSH_MS_MAX = 2_000;

/** Every option is named, as the library would look for it in the environment, which config.ts alone reads. */
const BATCHES = {
  maxQueueSize: 8_192,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 2_000,
  exportTimeoutMillis: 10_000,
};
const LIMITS = {
  attributeValueLengthLimit: 256,
  attributeCountLimit: 32,
  linkCountLimit: 8,
  eventCountLimit: 8,
  attributePerEventCountLimit: 8,
  attributePerLinkCountLimit: 8,
};

/** Nothing is registered globally: who isn't given these functions makes no span. */
export function createTracing(options: TracingOptions): Tracing {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: options.serviceName,
      [ATTR_SERVICE_VERSION]: packageJson.version,
      'service.instance.id': randomUUID(),
    }),
    sampler: createSampler(options.sampleRatio),
    spanProcessors: [new BatchSpanProcessor(createSpanExporter(options), BATCHES)],
    spanLimits: LIMITS,
  });
  const tracer: Tracer = provider.getTracer('watchtraderhub', packageJson.version);
  return {
    requestStarted: (head) => startRequestSpan(tracer, head),
    attemptStarted: (delivery) => startAttemptSpan(tracer, delivery),
    async close() {
      const timeout = new AbortController();
      // A failure has been reported by the exporter.
      const flushed = provider.shutdown().catch(() => {});
      await Promise.race([flushed, delay(FLUSH_MS_MAX, null, { signal: timeout.signal }).catch(() => {})]);
      timeout.abort();
    },
  };
}
