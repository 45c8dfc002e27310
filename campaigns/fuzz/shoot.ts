import { request } from 'node:http';

export interface Shot {
  readonly method: string;
  /** As it is sent: already encoded, or not at all. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

export interface Hit {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Undefined when it isn't JSON. */
  readonly json: unknown;
  readonly milliseconds: number;
}

const TIMEOUT_MS = 30_000;

/** Sends bytes as they are; `fetch` would mend or refuse what is broken. Rejects when no answer comes. */
export async function shoot(origin: string, { method, path, headers, body }: Shot): Promise<Hit> {
  const startedMs = performance.now();
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      origin + path,
      {
        method,
        headers: { ...headers, ...(body === null ? {} : { 'content-length': String(body.length) }) },
        timeout: TIMEOUT_MS,
      },
      async (response) => {
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            text,
            json: parse(text),
            milliseconds: performance.now() - startedMs,
          });
        } catch (error) {
          reject(error);
        }
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    outgoing.on('error', reject);
    outgoing.end(body ?? undefined);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
