import { it } from 'vitest';
import { createTestApi } from '../support/api.ts';
import { RateLimiter } from '../../src/operations/rate-limit.ts';
import { newId } from '../../src/domain/ids.ts';
it('bench', async () => {
  const api = await createTestApi({ rateLimitPerMinute: 10_000_000 });
  const d = await api.createDealer();
  const headers = { authorization: `Bearer ${d.testKey}` };
  for (const url of ['/v1/health', '/v1/me', '/v1/listings']) {
    for (let w = 0; w < 200; w++) await api.app.inject({ url, headers });
    const t = performance.now(); const N = 2000;
    for (let i = 0; i < N; i += 20) await Promise.all(Array.from({ length: 20 }, () => api.app.inject({ url, headers })));
    console.log(url, Math.round(N / ((performance.now() - t) / 1000)), 'per s');
  }
  const l = new RateLimiter(api.hub, { limitPerMinute: 600, node: newId(api.hub.clock()) });
  const b = { integrationId: d.id, livemode: true };
  let t = performance.now();
  for (let i = 0; i < 600; i++) await l.take(b, 1);
  console.log('take to 600:', (performance.now() - t).toFixed(0), 'ms'); t = performance.now();
  for (let i = 0; i < 5000; i++) await l.take(b, 1);
  console.log('refused each us', ((performance.now() - t) / 5).toFixed(1));
  await api.close();
});
