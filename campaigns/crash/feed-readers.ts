import { setTimeout as delay } from 'node:timers/promises';
import type { HubEvent, Page } from '../../e2e/support/shapes.ts';
import { EventReader } from '../../server/test/support/event-reader.ts';
import { type ClientContext, read } from './client-context.ts';
import type { KeptProcess } from './kept-process.ts';

const PAUSE_MS = 200;

function newReading({ journal, dealer }: ClientContext, name: string): number[] {
  const sequences: number[] = [];
  journal.readings.set(`${name} of dealer ${dealer.index}`, { dealer: dealer.index, sequences });
  return sequences;
}

/** Polls the feed from the last sequence it has, through whichever process answers. */
export async function readFeed(context: ClientContext): Promise<void> {
  const sequences = newReading(context, 'feed reader');
  while (!context.stopping.aborted) {
    const path = `/events?after_sequence=${sequences.at(-1) ?? 0}`;
    const page = await read(context, 1, (api) => context.dealer.apis[api]!.get<Page<HubEvent>>(path));
    sequences.push(...(page?.body.data ?? []).map((event) => event.sequence));
    await delay(PAUSE_MS);
  }
}

/** Follows the stream; a broken one is opened again at the next process, from the last sequence. */
export async function readStream(context: ClientContext, apis: readonly KeptProcess[]): Promise<void> {
  const sequences = newReading(context, 'stream reader');
  const { key } = context.dealer;
  for (let round = 0; !context.stopping.aborted; round += 1) {
    try {
      const url = `${apis[round % apis.length]!.origin}/v1/events/stream`;
      const reader = await EventReader.open(url, { key, lastEventId: String(sequences.at(-1) ?? 0) });
      const stop = (): void => void reader.cut();
      context.stopping.addEventListener('abort', stop);
      await reader.over;
      context.stopping.removeEventListener('abort', stop);
      sequences.push(...reader.sequences);
    } catch {
      // The process is down or has no database; the other one is asked next.
      context.journal.interruptions += 1;
    }
    await delay(PAUSE_MS);
  }
}
