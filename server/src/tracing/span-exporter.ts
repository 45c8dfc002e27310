import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';

export interface SpanExport {
  /** Base URL of a collector that speaks OTLP/HTTP, without a slash at its end; `/v1/traces` is added. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A batch could not be sent; it is lost. */
  readonly onFailure: (error: Error | undefined, spans: number) => void;
}

const TIMEOUT_MS = 5_000;
const OK = 0;

/** Every option is named, as the library would look for it in the environment, which config.ts alone reads. */
export function createSpanExporter({ endpoint, headers, onFailure }: SpanExport): SpanExporter {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: TIMEOUT_MS,
    concurrencyLimit: 4,
    compression: 'none' as never, // an enum of a package that we don't use ourselves
    httpAgentOptions: { keepAlive: true },
  });
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code !== OK) onFailure(result.error, spans.length);
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
