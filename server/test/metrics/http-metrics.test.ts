import { afterAll, beforeAll, expect, test } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.ts';
import { createTestApi, createTestServer, type Dealer, type TestApi } from '../support/api.ts';
import { eventually } from '../support/delivery-world.ts';
import { EventReader } from '../support/event-reader.ts';
import { readMetrics } from '../support/scrape.ts';

const LIMIT = 20;

let api: TestApi;
let server: Awaited<ReturnType<typeof createTestServer>>;
let origin: string;
let dealer: Dealer;
const metrics = new Metrics('api');
beforeAll(async () => {
  api = await createTestApi();
  server = await createTestServer(api.hub, { observer: metrics.http, rateLimitPerMinute: LIMIT });
  origin = await server.listen({ port: 0, host: '127.0.0.1' });
  dealer = await api.createDealer();
});
afterAll(async () => {
  await server.close();
  await api.close();
});

const get = (path: string, key = dealer.liveKey) =>
  fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${key}` } });
const seriesOf = (route: string, status: number) =>
  `wth_http_requests_total{method="GET",route="${route}",status="${status}"}`;
const counts = (series: string, expected: number) =>
  eventually(async () => {
    const now = await readMetrics(metrics);
    return now.has(series) && now.value(series) === expected;
  });

test('requests count by their route template and status, whatever ids they name', async () => {
  for (const id of ['0196a9d4-f3b0-7c6f-8b1e-2d3c4b5a6978', 'none']) await get(`/v1/orders/${id}?limit=1`);
  await counts(seriesOf('/api/v1/orders/:id', 400), 2);
  await get('/api/v1/me');
  await counts(seriesOf('/api/v1/me', 200), 1);
  const { text } = await readMetrics(metrics);
  expect(text).toMatch(/wth_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/me"\} 1/);
});

test('a refusal before any handler counts too, in the dashboard as in the API', async () => {
  await get('/api/v1/me', 'wth_live_wrong');
  await counts(seriesOf('/api/v1/me', 401), 1);
  await fetch(`${origin}/api/dashboard/orders/42`);
  await counts(seriesOf('/api/dashboard/orders/:id', 401), 1);
});

test('addresses that nothing answers are one series', async () => {
  const answers = await Promise.all(['/api/v1/a', '/api/v1/b'].map((path) => get(path)));
  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  const { text } = await readMetrics(metrics);
  const unknown = [...text.matchAll(/^wth_http_requests_total\{.*status="404"\} (\d+)$/gm)];
  expect(unknown.map(([, count]) => count)).toEqual(['2']);
});

test('what the rate limit refuses counts by its code', async () => {
  const poor = await api.createDealer();
  for (let count = 0; count < LIMIT; count += 1) await get('/v1/me', poor.liveKey);
  expect((await get('/v1/me', poor.liveKey)).status).toBe(429);
  await counts('wth_rate_limited_requests_total{code="too_many_requests"}', 1);
  expect((await readMetrics(metrics)).value('wth_rate_limited_requests_total{code="sign_in"}')).toBe(0);
});

test('event streams count while they are open, and have no duration', async () => {
  const reader = await EventReader.open(`${origin}/v1/events/stream`, { key: dealer.liveKey });
  expect((await readMetrics(metrics)).value('wth_event_streams_open')).toBe(1);
  await reader.cut();
  await counts('wth_event_streams_open', 0);
  const { text } = await readMetrics(metrics);
  expect(text).not.toMatch(/duration_seconds_count\{method="GET",route="\/api\/v1\/events\/stream"\}/);
});
