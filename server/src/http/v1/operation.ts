import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { ErrorCode } from '../../domain/error-catalogue.ts';
import type { WriteSource } from '../../domain/world.ts';
import type { authenticateApiKey, Requirement } from '../../operations/authenticate.ts';
import type { Caller, Hub } from '../../operations/hub.ts';
import type { OperationResult } from '../../operations/idempotency.ts';
import type { WorldWrite } from '../../operations/world-write.ts';

export type Identity = Awaited<ReturnType<typeof authenticateApiKey>>;

interface DocumentedResponse {
  readonly status: 200 | 201 | 202;
  readonly description: string;
  readonly schema: TSchema;
  /** JSON unless it says otherwise. */
  readonly mediaType?: string;
}

/** What the OpenAPI document says about an operation beside its schemas. */
interface OperationDocs {
  /** Also the name of the use case and of the SDK's method. */
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly responses: readonly DocumentedResponse[];
  /** Codes of its own; those that every operation of its kind can answer with are added. */
  readonly errors?: readonly ErrorCode[];
}

interface OperationBase extends OperationDocs {
  /** Below `/api/v1`. */
  readonly path: string;
  /** Tokens of the rate limit. */
  readonly cost?: 1 | 2;
  /** Query parameters by name. */
  readonly query?: TSchema;
}

interface Call {
  readonly hub: Hub;
  readonly identity: Identity;
  readonly caller: Caller;
  /** The `:id` of the path; empty where there is none. */
  readonly id: string;
}

interface PublicOperation extends OperationBase {
  readonly method: 'GET';
  readonly access: 'public';
  /** JSON text. */
  readonly answer: () => string;
}

export interface ReadOperation extends OperationBase {
  readonly method: 'GET';
  readonly access: Requirement;
  /** `text` = ready JSON text; an `object` leaves through its schema, which drops what isn't declared. */
  readonly answers: 'object' | 'text';
  readonly read: (call: Call & { readonly query: never }) => Promise<unknown>;
}

/** Answers for as long as its reader listens. */
export interface StreamOperation extends OperationBase {
  readonly method: 'GET';
  readonly access: Requirement;
  readonly stream: (
    call: Call & { readonly query: never },
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<Readable>;
}

export interface WriteOperation extends OperationBase {
  readonly method: 'POST';
  readonly access: Requirement;
  readonly body: TSchema;
  /** What is checked before the operation runs, where that is less than what is documented. */
  readonly looseBody?: TSchema;
  readonly bodyExample?: unknown;
  readonly bodyLimitBytes?: number;
  /** Whose write it is; `api` unless it says otherwise. */
  readonly source?: WriteSource;
  readonly write: (write: WorldWrite, call: Call & { readonly body: never }) => Promise<OperationResult>;
}

export type Operation = PublicOperation | ReadOperation | StreamOperation | WriteOperation;

/** A GET; `query` is typed by its schema. */
export function readOperation<Q extends TSchema>(
  operation: Omit<ReadOperation, 'method' | 'read' | 'query'> & {
    readonly query?: Q;
    readonly read: (call: Call & { readonly query: Static<Q> }) => Promise<unknown>;
  },
): ReadOperation {
  return { ...operation, method: 'GET' };
}

/** A GET that goes on; `query` is typed by its schema. */
export function streamOperation<Q extends TSchema>(
  operation: Omit<StreamOperation, 'method' | 'stream' | 'query'> & {
    readonly query: Q;
    readonly stream: (
      call: Call & { readonly query: Static<Q> },
      request: FastifyRequest,
      reply: FastifyReply,
    ) => Promise<Readable>;
  },
): StreamOperation {
  return { ...operation, method: 'GET' };
}

/** A POST, which runs at most once per `Idempotency-Key`; `body` is typed by its schema. */
export function writeOperation<B extends TSchema>(
  operation: Omit<WriteOperation, 'method' | 'write' | 'body'> & {
    readonly body: B;
    readonly write: (
      write: WorldWrite,
      call: Call & { readonly body: Static<B> },
    ) => Promise<OperationResult>;
  },
): WriteOperation {
  return { ...operation, method: 'POST' };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation;
  }
  interface FastifyRequest {
    /** Who asks, once the API key is known. */
    identity: Identity | null;
  }
}
