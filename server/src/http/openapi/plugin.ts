import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { Hub } from '../../operations/hub.ts';
import type { Operation } from '../v1/operation.ts';
import { ref } from '../v1/schemas/schema-parts.ts';
import { completeDocument, type OpenApiDocument } from './document.ts';
import { DOCUMENT_HEAD } from './document-head.ts';

/** Fastify takes a response's schema for JSON unless its media type is named. */
function responsesOf(operation: Operation): Record<number, object> {
  const entries = operation.responses.map(({ status, schema, description, mediaType }) => [
    status,
    mediaType === undefined ? schema : { description, content: { [mediaType]: { schema } } },
  ]);
  return Object.fromEntries(entries);
}

function describe(operation: Operation, schema: object): object {
  return {
    ...schema,
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    response: responsesOf(operation),
    ...(operation.method === 'POST' ? { body: ref(operation.body) } : {}),
    ...(operation.access === 'public' ? { security: [] } : {}),
  };
}

/**
 * Describes every operation registered from here on.
 * @returns the document's JSON text, with this hub's address; available once the server is ready
 */
export async function addOpenApi(app: FastifyInstance, hub: Pick<Hub, 'publicUrl'>): Promise<() => string> {
  const operations = new Map<string, Operation>();
  await app.register(swagger, {
    openapi: DOCUMENT_HEAD,
    stripBasePath: false,
    // Components keep the names that the schemas have.
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) => String(json.$id ?? `Schema${index}`),
    },
    transform: ({ schema, url, route }) => {
      const { operation } = route.config ?? {};
      if (operation === undefined) return { schema: { hide: true }, url };
      operations.set(operation.operationId, operation);
      return { schema: describe(operation, schema), url: url.replace(/^\/api/, '') };
    },
    transformObject: (result) =>
      completeDocument(
        (result as { openapiObject: unknown }).openapiObject as OpenApiDocument,
        operations,
      ) as never,
  });
  let document: object | undefined;
  return () => {
    document ??= app.swagger();
    return JSON.stringify({
      ...document,
      servers: [{ url: `${hub.publicUrl()}/api`, description: 'This hub.' }],
    });
  };
}
