import { printable } from './printable.ts';

/** As the hub's own, of a whole attempt. */
export const ATTEMPT_TIMEOUT_MS = 15_000;

export interface WebhookAnswer {
  /** Null when no answer came. */
  readonly status: number | null;
  /** Of a refusal: the first words of its body, or why no answer came. */
  readonly detail: string;
  readonly durationMs: number;
}

export const isSuccess = ({ status }: WebhookAnswer): boolean =>
  status !== null && status >= 200 && status < 300;

/** One attempt as the hub makes it: a 2xx counts, redirects are not followed. Rejects only when stopped. */
export async function postWebhook(
  url: URL,
  headers: Record<string, string>,
  body: string | ReadableStream<Uint8Array>,
  stop: AbortSignal,
): Promise<WebhookAnswer> {
  const startedMs = performance.now();
  const durationMs = () => Math.round(performance.now() - startedMs);
  const timeout = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
  const signal = AbortSignal.any([stop, timeout]);
  const init = { method: 'POST', headers, body, signal, redirect: 'manual' as const, duplex: 'half' };
  try {
    const response = await fetch(url, init);
    const answer = { status: response.status, durationMs: durationMs() };
    return { ...answer, detail: response.ok ? await discard(response) : printable(await response.text()) };
  } catch (error) {
    stop.throwIfAborted();
    const detail = timeout.aborted ? `no answer within ${ATTEMPT_TIMEOUT_MS / 1000} s` : reasonOf(error);
    return { status: null, durationMs: durationMs(), detail };
  }
}

async function discard(response: Response): Promise<string> {
  await response.body?.cancel();
  return '';
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
