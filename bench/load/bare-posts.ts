import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { attemptHeaders, newSigningSecret } from '../../server/src/domain/signature.ts';

export interface BarePosts {
  readonly origin: string;
  readonly count: number;
  /** Requests under way. */
  readonly concurrency: number;
  /** The body of each request. */
  readonly body: string;
}

export interface BarePostsReport {
  readonly perSecond: number;
  readonly cpuUs: number;
}

/**
 * The limit of delivering: a loop that signs as the hub does and posts, without a database.
 * @returns posts a second, and microseconds of this process's time for each
 */
export async function measureBarePosts(posts: BarePosts): Promise<BarePostsReport> {
  const { origin, count, concurrency, body } = posts;
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1 });
  const secrets = [newSigningSecret()];
  const eventId = randomUUID();
  let left = count;
  const loop = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const headers = attemptHeaders({
        ...{ eventId, deliveryId: randomUUID(), eventType: 'listing.updated', attemptNumber: 1 },
        ...{ body, secrets, timestamp: Math.floor(Date.now() / 1000) },
      });
      const response = await pool.request({ path: '/bare', method: 'POST', headers, body });
      await response.body.dump();
    }
  };
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: concurrency }, loop));
  const perSecond = (count / (performance.now() - startedMs)) * 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  await pool.close();
  return { perSecond, cpuUs: (user + system) / count };
}
