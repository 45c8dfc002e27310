import { sql } from 'kysely';
import pg from 'pg';
import type { Database } from './database.ts';

const CHANNEL = 'deliveries';

export async function notifyWakeUp(database: Database, payload: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${payload})`.execute(database.kysely);
}

export interface WakeUpSubscription {
  close(): Promise<void>;
}

/**
 * Listens on a session of its own, as a pool's connections come and go. Resolves when it listens; `onEnd` is
 * called once when it stops doing so by itself.
 */
export async function subscribeToWakeUps(
  database: Database,
  onPayload: (payload: string) => void,
  onEnd: (error: Error | null) => void,
): Promise<WakeUpSubscription> {
  const client = new pg.Client(database.sessionOptions);
  let isListening = false;
  let isOver = false;
  const end = (error: Error | null) => {
    if (isOver) return;
    isOver = true;
    // Before that the caller is told by the rejection, and must not be told twice: it would connect twice.
    if (isListening) onEnd(error);
  };
  const close = async () => {
    isOver = true;
    await client.end();
  };
  client.on('error', end);
  client.on('end', () => end(null));
  client.on('notification', (message) => onPayload(message.payload ?? ''));
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    if (isOver) throw new Error('the connection broke as soon as it listened');
    isListening = true;
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
