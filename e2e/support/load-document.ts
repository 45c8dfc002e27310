import { OpenApiCheck } from '../../server/test/support/openapi-check.ts';
import { type Address, expectStatus, send } from './http-client.ts';

let loaded: OpenApiCheck | null = null;

/** Of the first hub that answers: all hubs of a test file have the same one. */
export async function loadDocument(address: Address): Promise<OpenApiCheck> {
  if (loaded !== null) return loaded;
  const answer = await send<object>(address, { method: 'GET', path: '/api/v1/openapi.json' });
  loaded ??= new OpenApiCheck(expectStatus(answer, 200));
  return loaded;
}
