import { printable } from './printable.ts';

/** As the hub's own, of a whole attempt. */
export const ATTEMPT_TIMEOUT_MS = 15_000;
/** What the hub keeps of an answer. */
const ANSWER_BYTES_MAX = 4_096;

export interface WebhookAnswer {
  /** Null when no answer came. */
  readonly status: number | null;
  /** The start of the answer's body, or why none came. */
  readonly text: string;
  readonly durationMs: number;
}

export const isSuccess = ({ status }: WebhookAnswer): boolean =>
  status !== null && status >= 200 && status < 300;

/** One attempt as the hub makes it: a 2xx counts, redirects are not followed. Rejects only when stopped. */
export async function postWebhook(
  url: URL,
  headers: Record<string, string>,
  body: string,
  stop: AbortSignal,
): Promise<WebhookAnswer> {
  const startedMs = performance.now();
  const durationMs = () => Math.round(performance.now() - startedMs);
  const timeout = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
  const signal = AbortSignal.any([stop, timeout]);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    const answer = { status: response.status, durationMs: durationMs() };
    return { ...answer, text: await readStart(response, stop) };
  } catch (error) {
    stop.throwIfAborted();
    const text = timeout.aborted ? `no answer within ${ATTEMPT_TIMEOUT_MS / 1000} s` : reasonOf(error);
    return { status: null, durationMs: durationMs(), text };
  }
}

/** A body that breaks off changes nothing: the status line has decided. */
async function readStart(response: Response, stop: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= ANSWER_BYTES_MAX) break;
    }
  } catch {
    stop.throwIfAborted();
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString();
}

/** fetch hides the system's own words two levels down. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  if (inner !== undefined) return reasonOf(inner);
  const { code } = error as { code?: unknown };
  if (code === 'ECONNREFUSED') return 'connection refused: nothing listens there';
  return printable(error.message);
}
