import type { FastifyInstance } from 'fastify';
import { invalidParameter } from '../../domain/api-error.ts';

/** The parser would pass broken percent-encoding on as text; a caller is better told. */
export function addQueryEncodingCheck(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const start = request.url.indexOf('?');
    const query = start === -1 ? '' : request.url.slice(start + 1);
    if (!query.includes('%') || isDecodable(query)) return;
    const pair = query.split('&').find((it) => !isDecodable(it))!;
    const name = pair.split('=', 1)[0]!;
    throw invalidParameter(
      isDecodable(name) ? decodeURIComponent(name).slice(0, 200) : 'query',
      'is not valid percent-encoded UTF-8.',
    );
  });
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
