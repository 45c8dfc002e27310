import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

type Value = string | number | boolean;

export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly isError: boolean;
}

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number; readonly boolValue?: boolean };
}

/** The parts of OTLP's `ExportTraceServiceRequest`, as JSON, that the tests look at. */
interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly attributes: readonly KeyValue[];
        readonly status: { readonly code?: number };
      }[];
    }[];
  }[];
}

const STATUS_ERROR = 2;

const toRecord = (attributes: readonly KeyValue[]): Record<string, Value> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue ?? '']),
  );

const spansOf = (request: ExportRequest): CollectedSpan[] =>
  request.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(toRecord(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        service,
        name: span.name,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        attributes: toRecord(span.attributes),
        isError: span.status.code === STATUS_ERROR,
      })),
    );
  });

/** An OTLP/HTTP collector on a socket that keeps what it is sent. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** Of each request. */
  readonly headers: http.IncomingHttpHeaders[] = [];
  /** Text of all requests. */
  text = '';
  #isSilent = false;
  readonly #server = http.createServer(async (request, response) => {
    this.headers.push(request.headers);
    const body = (await json(request)) as ExportRequest;
    if (request.url !== '/v1/traces') return void response.writeHead(404).end();
    this.text += JSON.stringify(body);
    this.spans.push(...spansOf(body));
    if (!this.#isSilent) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Takes requests and answers none of them any more. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  of(name: string): CollectedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export async function startCollector(): Promise<Collector> {
  const collector = new Collector();
  await collector.listen();
  return collector;
}
