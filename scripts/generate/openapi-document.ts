import { buildServer } from '../../server/src/http/server.ts';
import { CommitSignal } from '../../server/src/operations/commit-signal.ts';
import type { Hub } from '../../server/src/operations/hub.ts';
import type { GeneratedFile } from '../generate.ts';

const PUBLIC_URL = 'http://localhost:4000';
const SILENT = { info() {}, warn() {}, error: console.error };

/** The document exactly as a hub at the default address serves it; no database is needed for that. */
export async function renderOpenApi(): Promise<string> {
  const hub = {
    publicUrl: () => PUBLIC_URL,
    clock: () => 0,
    log: SILENT,
    commits: new CommitSignal(),
  } as unknown as Hub;
  const app = await buildServer({
    hub,
    accounts: {
      handle: async () => new Response(null, { status: 404 }),
      findSession: async () => null,
      trustedOrigins: () => [],
      signInOptions: () => ({ signUp: 'closed', passwordReset: 'operator' }),
    },
    config: { trustProxy: [], rateLimitPerMinute: 600 },
    findUnreadiness: async () => null,
  });
  try {
    const response = await app.inject({ url: '/api/v1/openapi.json' });
    if (response.statusCode !== 200) throw new Error(`the OpenAPI document was refused: ${response.body}`);
    return response.body;
  } finally {
    await app.close();
  }
}

export async function generateOpenApi(): Promise<GeneratedFile[]> {
  const document: unknown = JSON.parse(await renderOpenApi());
  return [{ path: 'server/openapi.json', content: `${JSON.stringify(document, null, 2)}\n` }];
}
