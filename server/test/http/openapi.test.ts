import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../src/domain/event-types.ts';
import { createTestApi, type TestApi } from '../support/api.ts';

const ROOT = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into freely
type Json = any;

let api: TestApi;
let folder: string;
let file: string;
let document: Json;
beforeAll(async () => {
  api = await createTestApi();
  document = (await api.app.inject({ url: '/api/v1/openapi.json' })).json();
  folder = await mkdtemp(join(tmpdir(), 'wth-openapi-'));
  file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await api.close();
});

describe('the OpenAPI document', () => {
  it.each([
    [
      'Redocly',
      'redocly',
      () => ['lint', '--config', join(ROOT, 'redocly.yaml'), '--max-problems', '20', file],
    ],
    [
      'Spectral',
      'spectral',
      () => ['lint', '--ruleset', join(ROOT, '.spectral.yaml'), '--fail-severity', 'warn', file],
    ],
  ])('passes the linter of %s', async (_name, program, args) => {
    const binary = join(ROOT, 'node_modules/.bin', program);
    // Neither may call home, nor ask whether there is a newer version.
    const env = {
      ...process.env,
      REDOCLY_TELEMETRY: 'off',
      REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
      NO_COLOR: '1',
    };
    await expect(run(binary, args(), { env })).resolves.toBeDefined();
  });

  it('is the committed one', async () => {
    expect(document).toEqual(JSON.parse(await readFile(join(ROOT, 'server/openapi.json'), 'utf8')));
  });

  it('describes every event under webhooks, with its signature', () => {
    expect(Object.keys(document.webhooks).sort()).toEqual([...EVENT_TYPES].sort());
    for (const webhook of Object.values<Json>(document.webhooks)) {
      const names = webhook.post.parameters.map((it: { name: string }) => it.name);
      expect(names).toEqual(
        expect.arrayContaining([
          'WTH-Signature',
          'WTH-Event-Id',
          'WTH-Delivery-Attempt',
          'webhook-signature',
        ]),
      );
    }
  });

  it('gives every operation a description, a tag and its refusals, and every field a description', () => {
    const undescribed: string[] = [];
    for (const [name, schema] of Object.entries<Json>(document.components.schemas)) {
      for (const [field, value] of Object.entries<Json>(schema.properties ?? {})) {
        if (!value.description && !value.$ref && !value.anyOf) undescribed.push(`${name}.${field}`);
      }
    }
    expect(undescribed).toEqual([]);
    for (const path of Object.values<Json>(document.paths)) {
      for (const operation of Object.values<Json>(path)) {
        expect(operation).toMatchObject({ description: expect.any(String), tags: [expect.any(String)] });
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '500', '503']));
      }
    }
  });

  it('shows an example of everything that is sent, answered and delivered', () => {
    const silent: string[] = [];
    const look = (name: string, { example, examples, schema }: Json) => {
      if (example === undefined && examples === undefined && schema?.examples === undefined)
        silent.push(name);
    };
    const operations = [document.paths, document.webhooks].flatMap((it) => Object.values<Json>(it));
    for (const operation of operations.flatMap((it) => Object.values<Json>(it))) {
      const { operationId: id, parameters = [], requestBody, responses } = operation;
      for (const it of parameters) if (!it.$ref) look(`${id} ${it.name}`, it);
      if (requestBody) look(`${id} body`, requestBody.content['application/json']);
      for (const [status, { content = {} }] of Object.entries<Json>(responses)) {
        for (const media of Object.values<Json>(content)) look(`${id} ${status}`, media);
      }
    }
    for (const it of Object.values<Json>(document.components.parameters)) look(it.name, it);
    for (const [name, it] of Object.entries<Json>(document.components.headers)) look(name, it);
    expect(silent).toEqual([]);
  });

  it('has examples that are as their schemas say, with nothing more in them', () => {
    const all = document.components.headers;
    const headersOf = (response: Json) =>
      Object.fromEntries(
        Object.keys(response.headers).map((name) => [name.toLowerCase(), all[name].example]),
      );
    let answers = 0;
    for (const [path, operations] of Object.entries<Json>(document.paths)) {
      for (const [method, { responses }] of Object.entries<Json>(operations)) {
        for (const [status, response] of Object.entries<Json>(responses)) {
          const { example, examples } = response.content['application/json'] ?? {};
          const bodies = examples ? Object.values<Json>(examples).map(({ value }) => value) : [example];
          for (const body of bodies.filter((it) => it !== undefined)) {
            api.check.assert({ method, path, status: Number(status), headers: headersOf(response), body });
            answers += 1;
          }
        }
      }
    }
    expect(answers).toBeGreaterThan(200);
    const path = '/v1/events/{id}';
    const headers = headersOf(document.paths[path].get.responses['200']);
    for (const webhook of Object.values<Json>(document.webhooks)) {
      const body = webhook.post.requestBody.content['application/json'].example;
      api.check.assert({ method: 'GET', path, status: 200, headers, body });
    }
  });

  it('has the address of the hub that serves it', () => {
    expect(document.servers).toEqual([{ url: 'http://localhost:4000/api', description: 'This hub.' }]);
  });
});
