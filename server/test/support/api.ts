import { randomUUID } from 'node:crypto';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { ApiKeyScope } from '../../src/domain/api-key.ts';
import type { ErrorCode } from '../../src/domain/error-catalogue.ts';
import type { HttpDependencies } from '../../src/http/dependencies.ts';
import { buildServer } from '../../src/http/server.ts';
import { createApiKey } from '../../src/operations/api-keys.ts';
import { createListing, publishListing } from '../../src/operations/inventory.ts';
import {
  createTestDealer,
  createTestHub,
  inWorld,
  live,
  sandbox,
  type TestDealerOptions,
  type TestHub,
} from './hub.ts';
import { OpenApiCheck } from './openapi-check.ts';

export interface ApiResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape the document has checked
  readonly body: any;
}

export interface CallOptions {
  /** API key; none is sent when it is missing. */
  readonly key?: string | undefined;
  readonly body?: unknown;
  /** As it is, instead of `body`. */
  readonly raw?: string | Buffer;
  readonly headers?: Record<string, string>;
  /** For a POST: a fresh one unless given; null sends none. */
  readonly idempotencyKey?: string | null;
  readonly remoteAddress?: string;
}

export interface Dealer {
  readonly id: string;
  readonly liveKey: string;
  readonly testKey: string;
}

export interface ListingOptions {
  readonly quantity?: number;
  readonly stockNumber?: string;
  readonly price?: { amount: number; currency: string } | null;
  readonly livemode?: boolean;
  readonly publish?: boolean;
}

/** A hub with its HTTP side; every answer is compared with the OpenAPI document. */
export class TestApi {
  readonly hub: TestHub;
  readonly app: FastifyInstance;
  readonly check: OpenApiCheck;

  constructor(hub: TestHub, app: FastifyInstance, document: object) {
    this.hub = hub;
    this.app = app;
    this.check = new OpenApiCheck(document);
  }

  async call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options: CallOptions = {},
  ): Promise<ApiResponse> {
    const { key, body, raw, headers = {}, idempotencyKey = randomUUID(), remoteAddress } = options;
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const request: InjectOptions = {
      method,
      url: path,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(method === 'POST' && idempotencyKey !== null ? { 'idempotency-key': idempotencyKey } : {}),
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
    };
    const response = await this.app.inject(request);
    const answer = {
      status: response.statusCode,
      headers: response.headers as Record<string, string>,
      text: response.body,
      body: response.body === '' ? null : JSON.parse(response.body),
    };
    this.check.assert({ method, path, ...answer });
    return answer;
  }

  get(path: string, options: CallOptions = {}): Promise<ApiResponse> {
    return this.call('GET', path, options);
  }

  post(path: string, body: unknown, options: CallOptions = {}): Promise<ApiResponse> {
    return this.call('POST', path, { ...options, body });
  }

  /** A dealer that is live, with one key for each world and an empty sandbox. */
  async createDealer(options: TestDealerOptions = {}): Promise<Dealer> {
    const id = await createTestDealer(this.hub, options);
    const { key: liveKey } = await createApiKey(this.hub, id, { mode: 'live' });
    const { key: testKey } = await createApiKey(this.hub, id, { mode: 'test' });
    return { id, liveKey, testKey };
  }

  async createKey(dealerId: string, mode: 'live' | 'test', scopes: ApiKeyScope[]): Promise<string> {
    return (await createApiKey(this.hub, dealerId, { mode, scopes })).key;
  }

  /** A listing, published unless told otherwise. Returns its id. */
  async createListing(dealerId: string, options: ListingOptions = {}): Promise<string> {
    const {
      quantity = 1,
      stockNumber,
      price = { amount: 1_299_900, currency: 'EUR' },
      livemode = true,
    } = options;
    const world = livemode ? live(dealerId, 'dashboard') : sandbox(dealerId, 'dashboard');
    return await inWorld(this.hub, world, async (write) => {
      const { id } = await createListing(write, {
        title: 'Submariner Date',
        brand: 'Rolex',
        quantity,
        price,
        ...(stockNumber === undefined ? {} : { stock_number: stockNumber }),
      });
      if (options.publish ?? true) await publishListing(write, id);
      return id;
    });
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.hub.drop();
  }
}

/** Nobody signs in in these tests. */
const NO_ACCOUNTS: HttpDependencies['accounts'] = {
  handle: async () => new Response(null, { status: 404 }),
  findSession: async () => null,
  trustedOrigins: () => [],
  signInOptions: () => ({ signUp: 'closed', passwordReset: 'operator' }),
};

export async function createTestServer(
  hub: TestHub,
  change: Partial<HttpDependencies & HttpDependencies['config']> = {},
): Promise<FastifyInstance> {
  const { rateLimitPerMinute = 100_000, trustProxy = [], eventStreams = {}, ...dependencies } = change;
  return await buildServer({
    hub,
    accounts: NO_ACCOUNTS,
    config: { trustProxy, rateLimitPerMinute, eventStreams },
    findUnreadiness: async () => null,
    ...dependencies,
  });
}

export async function createTestApi(options: { rateLimitPerMinute?: number } = {}): Promise<TestApi> {
  const hub = await createTestHub();
  const app = await createTestServer(hub, options);
  const { body } = await app.inject({ url: '/api/v1/openapi.json' });
  return new TestApi(hub, app, JSON.parse(body));
}

/** The error of an answer, with its code asserted by type. */
export function errorOf(response: ApiResponse): {
  code: ErrorCode;
  param?: string;
  message: string;
  type: string;
} {
  return response.body.error;
}

let addresses = 0;

/** A fresh client each, since failures of one address add up. */
export function newAddress(): string {
  addresses += 1;
  return `198.51.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`;
}
