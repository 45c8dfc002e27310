import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

it('answers without a key', async () => {
  const response = await api.get('/v1/health');
  expect(response.status).toBe(200);
  expect(response.body).toEqual({ status: 'ok', api_version: '2026-05-07' });
});

it('does not mind a bad key', async () => {
  expect((await api.get('/v1/health', { key: 'nonsense' })).status).toBe(200);
});

it('refuses a parameter it does not know', async () => {
  expect(errorOf(await api.get('/v1/health?deep=1'))).toMatchObject({
    code: 'unknown_parameter',
    param: 'deep',
  });
});
