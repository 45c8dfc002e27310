import { Pool } from 'undici';

export interface Reads {
  readonly origin: string;
  /** Asked for in turns. */
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly concurrency: number;
  readonly seconds: number;
}

/**
 * As many GETs as the server answers.
 * @returns answers a second
 * @throws Error when one is not 200
 */
export async function measureReads(reads: Reads): Promise<number> {
  const pool = new Pool(reads.origin, { connections: reads.concurrency, pipelining: 1 });
  const startedMs = performance.now();
  const untilMs = startedMs + reads.seconds * 1000;
  let answers = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const path = reads.paths[answers++ % reads.paths.length]!;
      const { statusCode, body } = await pool.request({ path, method: 'GET', headers: reads.headers });
      await body.dump({ limit: Number.MAX_SAFE_INTEGER });
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: reads.concurrency }, loop));
  const perSecond = (answers / (performance.now() - startedMs)) * 1000;
  await pool.close();
  return perSecond;
}
