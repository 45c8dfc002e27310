import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api.ts';
import { type CollectedSpan, type Collector, startCollector } from './support/collector.ts';
import { createDealer, type Dealer } from './support/dealer.ts';
import { readDatabaseUrl } from './support/embedded-postgres.ts';
import { eventually } from './support/eventually.ts';
import { expectStatus } from './support/http-client.ts';
import { type HubProcess, startHub } from './support/hub-process.ts';
import { answering, type Receiver, startReceiver } from './support/receiver.ts';
import type { Order } from './support/shapes.ts';

const EXIT_MS_MAX = 20_000;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const POST_ORDER = 'POST /api/v1/orders';

let collector: Collector;
let receiver: Receiver;
const started: HubProcess[] = [];

async function start(settings: Record<string, string>): Promise<HubProcess> {
  const hub = await startHub(settings);
  started.push(hub);
  return hub;
}

const traced = (settings: Record<string, string> = {}) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  ...settings,
});

beforeAll(async () => {
  collector = await startCollector();
  receiver = await startReceiver();
});
afterAll(async () => {
  // The first one's PostgreSQL is that of the worker.
  for (const hub of started.toReversed()) await hub.dispose();
  await receiver?.close();
  await collector?.close();
});

/** Orders a new watch, with these headers beside the key. */
async function order(dealer: Dealer, api: Api, headers: Record<string, string> = {}): Promise<Order> {
  const listing = await dealer.newListing({ quantity: 3 });
  const body = {
    line_items: [{ listing_id: listing.id }],
    customer: { email: 'collector@example.com', first_name: 'Ottilie', last_name: 'Kranz' },
  };
  const answer = await api.call<Order>('POST', '/api/v1/orders', body, {
    'idempotency-key': randomBytes(8).toString('hex'),
    ...headers,
  });
  return expectStatus(answer, 201);
}

const inTrace = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);
const attemptsAt = (spans: readonly CollectedSpan[], type: string) =>
  spans
    .filter((span) => span.name === `deliver ${type}`)
    .sort(
      (a, b) => Number(a.attributes['wth.delivery.attempt']) - Number(b.attributes['wth.delivery.attempt']),
    );

describe('with OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  let api: HubProcess;
  let worker: HubProcess;
  let dealer: Dealer;
  let client: Api;
  beforeAll(async () => {
    const shared = traced({
      SECRET_KEY: randomBytes(32).toString('base64'),
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=watches%20%26%20more',
    });
    api = await start({ ...shared, ROLE: 'api', OTEL_SERVICE_NAME: 'hub-api' });
    const DATABASE_URL = await readDatabaseUrl(api.dataDir);
    worker = await start({ ...shared, ROLE: 'worker', OTEL_SERVICE_NAME: 'hub-worker', DATABASE_URL });
    dealer = await createDealer(api);
    await dealer.newEndpoint(receiver.url(), { events: ['order.*'] });
    client = await dealer.api('live');
  });

  it('an order of a traced client, and each attempt to deliver it, are one trace over both processes', async () => {
    let tries = 0;
    receiver.respondWith((request, response) => {
      tries += 1;
      answering(tries === 1 ? 500 : 200)(request, response);
    });
    await order(dealer, client, { traceparent: `00-${TRACE}-${CALLER}-01` });
    const spans = await eventually('request and attempts have arrived', () => {
      const found = inTrace(TRACE);
      return found.length >= 3 && found;
    });
    const request = spans.find((span) => span.name === POST_ORDER)!;
    expect(request).toMatchObject({ service: 'hub-api', parentSpanId: CALLER, isError: false });
    expect(request.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/v1/orders',
      'http.response.status_code': 201,
    });
    const [failed, delivered] = attemptsAt(spans, 'order.received');
    for (const attempt of [failed, delivered]) {
      expect(attempt).toMatchObject({ service: 'hub-worker', parentSpanId: request.spanId });
    }
    expect(failed).toMatchObject({ isError: true, attributes: { 'error.type': '500' } });
    expect(delivered).toMatchObject({
      isError: false,
      attributes: { 'wth.delivery.attempt': 2, 'http.response.status_code': 200 },
    });
  });

  it('a client that does not record its trace leaves no span, of its deliveries neither', async () => {
    const unrecorded = '11111111111111111111111111111111';
    const recorded = '22222222222222222222222222222222';
    await order(dealer, client, { traceparent: `00-${unrecorded}-${CALLER}-00` });
    await order(dealer, client, { traceparent: `00-${recorded}-${CALLER}-01` });
    await eventually('the later one has arrived', () => inTrace(recorded).length === 2);
    expect(inTrace(unrecorded)).toEqual([]);
  });

  it('a request without a trace, or with one that is none, begins one of its own', async () => {
    const before = collector.of(POST_ORDER).length;
    await order(dealer, client);
    await order(dealer, client, { traceparent: '00-00000000000000000000000000000000-0000000000000000-01' });
    const roots = await eventually('both have arrived', () => {
      const found = collector.of(POST_ORDER).slice(before);
      return found.length === 2 && found;
    });
    expect(roots.map((span) => span.parentSpanId ?? '')).toEqual(['', '']);
    expect(new Set(roots.map((span) => span.traceId)).size).toBe(2);
  });

  it('what the dashboard writes is traced too, and the log names the trace', async () => {
    const name = 'POST /api/dashboard/listings/:id/publish';
    await dealer.newListing();
    const [span] = await eventually(
      'it has arrived',
      () => collector.of(name).length > 0 && collector.of(name),
    );
    expect(api.output).toContain(`"trace_id":"${span!.traceId}"`);
  });

  it('deliveries carry no trace to receivers, and spans no personal data, address or key to the collector', () => {
    for (const { headers } of receiver.requests) expect(headers).not.toHaveProperty('traceparent');
    expect(receiver.requests.length).toBeGreaterThan(0);
    expect(collector.text).not.toMatch(/collector@example\.com|Ottilie|Kranz|127\.0\.0\.1|wth_(live|test)_/);
    expect(collector.text).not.toContain(dealer.account.email);
  });

  it('the headers that were asked for go to the collector', () => {
    expect(collector.headers.length).toBeGreaterThan(0);
    for (const headers of collector.headers) expect(headers['x-tenant']).toBe('watches & more');
  });

  it('SIGTERM sends the last spans before the process ends', async () => {
    const last = '33333333333333333333333333333333';
    await order(dealer, client, { traceparent: `00-${last}-${CALLER}-01` });
    expect(await worker.stop()).toBe(0);
    expect(await api.stop()).toBe(0);
    expect(inTrace(last).map((span) => span.name)).toContain(POST_ORDER);
  });
});

it('a collector that never answers holds up neither requests nor the stop, and its loss is logged', async () => {
  const silent = await startCollector();
  silent.fallSilent();
  const hub = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: silent.url });
  const dealer = await createDealer(hub);
  await order(dealer, await dealer.api('live'));
  await eventually('a loss is logged', () => hub.output.includes('traces could not be sent'));
  const startMs = performance.now();
  expect(await hub.stop()).toBe(0);
  expect(performance.now() - startMs).toBeLessThanOrEqual(EXIT_MS_MAX);
  await silent.close();
});

it('OTEL_TRACES_SAMPLER_ARG=0 records nothing, whatever clients ask for', async () => {
  const before = collector.spans.length;
  const hub = await start(traced({ OTEL_TRACES_SAMPLER_ARG: '0' }));
  const dealer = await createDealer(hub);
  await order(dealer, await dealer.api('live'), { traceparent: `00-${TRACE}-${CALLER}-01` });
  expect(await hub.stop()).toBe(0);
  expect(collector.spans.length).toBe(before);
});

it("without OTEL_EXPORTER_OTLP_ENDPOINT nothing of OpenTelemetry's SDK is loaded", async () => {
  const report = `import Module from 'node:module';
    const isOf = (name) => Object.keys(Module._cache).some((path) => path.includes('/node_modules/' + name));
    process.on('exit', () => console.log('loaded:', ['fastify', '@opentelemetry/sdk'].filter(isOf).join()));`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(report)}`;
  const loadedBy = async (settings: Record<string, string>) => {
    const hub = await start({ ...settings, NODE_OPTIONS });
    await hub.stop();
    return /loaded: (.*)/.exec(hub.output)?.[1];
  };
  expect(await loadedBy({})).toBe('fastify');
  expect(await loadedBy(traced())).toBe('fastify,@opentelemetry/sdk');
});
