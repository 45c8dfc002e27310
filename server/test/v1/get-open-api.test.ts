import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, errorOf, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

it('answers without a key with OpenAPI 3.1', async () => {
  const response = await api.get('/v1/openapi.json');
  expect(response.status).toBe(200);
  expect(response.body).toMatchObject({ openapi: '3.1.0', info: { version: '2026-05-07' } });
});

it('names no dashboard route', async () => {
  const { body } = await api.get('/v1/openapi.json');
  for (const path of Object.keys(body.paths)) expect(path).toMatch(/^\/v1\//);
});

it('refuses a parameter it does not know', async () => {
  expect(errorOf(await api.get('/v1/openapi.json?pretty=1')).code).toBe('unknown_parameter');
});
