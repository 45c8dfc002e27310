import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTime } from '../../src/domain/time.ts';
import { listEvents } from '../../src/operations/events.ts';
import {
  createListing,
  publishListing,
  unpublishListing,
  updateListing,
} from '../../src/operations/inventory.ts';
import { listListings } from '../../src/operations/listings.ts';
import { createTestDealer, createTestHub, inWorld, live, type TestHub } from '../support/hub.ts';

const WRITERS = 8;
const EDITS_PER_WRITER = 15;

let hub: TestHub;
beforeAll(async () => {
  hub = await createTestHub({ poolSize: 12 });
});
afterAll(() => hub.drop());

interface Copy {
  id: string;
  updated_at: string;
  version: number;
  title: string;
  status: string;
}

/** All pages of what changed after `newest`, newest first, as the docs tell a client to read them. */
async function readChanges(dealerId: string, newest: string | null, limit: number): Promise<Copy[]> {
  const changes: Copy[] = [];
  let after: string | undefined;
  do {
    const page = JSON.parse(
      await listListings(hub, live(dealerId), {
        limit,
        after,
        updatedAfterUs: newest === null ? undefined : parseTime(newest)!,
      }),
    ) as { data: Copy[]; next_cursor: string | null };
    changes.push(...page.data);
    after = page.next_cursor ?? undefined;
  } while (after !== undefined);
  return changes;
}

async function stockedDealer(count: number): Promise<{ dealerId: string; ids: string[] }> {
  const dealerId = await createTestDealer(hub);
  const ids = await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
    const made: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { id } = await createListing(write, { title: `Watch ${index}` });
      await publishListing(write, id);
      made.push(id);
    }
    return made;
  });
  return { dealerId, ids };
}

describe('a client that follows along', () => {
  it('misses nothing with updated_after while 8 writers change stock', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }),
        async (limit, picks) => {
          const { dealerId, ids } = await stockedDealer(6);
          const copy = new Map<string, Copy>();
          let newest: string | null = null;
          let isWriting = true;
          const writers = Array.from({ length: WRITERS }, async (_, writer) => {
            for (let edit = 0; edit < EDITS_PER_WRITER; edit += 1) {
              const id = ids[(picks[writer]! + edit) % ids.length]!;
              await inWorld(hub, live(dealerId, 'dashboard'), async (write) => {
                if (edit % 5 === 3) await unpublishListing(write, id);
                else if (edit % 5 === 4) await publishListing(write, id);
                else await updateListing(write, id, { title: `Edited ${writer}.${edit}` });
              });
            }
          });
          const reader = (async () => {
            for (let isLast = false; !isLast; ) {
              isLast = !isWriting;
              const changes = await readChanges(dealerId, newest, limit);
              // A row may show up twice when it changes between two pages; the newer version counts.
              for (const change of changes) {
                if ((copy.get(change.id)?.version ?? 0) < change.version) copy.set(change.id, change);
              }
              newest = changes[0]?.updated_at ?? newest;
            }
          })();
          await Promise.all(writers);
          isWriting = false;
          await reader;
          const truth = await readChanges(dealerId, null, 250);
          expect([...copy.values()].sort((a, b) => a.id.localeCompare(b.id))).toEqual(
            truth.sort((a, b) => a.id.localeCompare(b.id)),
          );
        },
      ),
      { numRuns: 8 },
    );
  });

  it('reads a feed without gaps, in commit order, while it is being written', async () => {
    const { dealerId, ids } = await stockedDealer(4);
    let isWriting = true;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let edit = 0; edit < EDITS_PER_WRITER; edit += 1) {
        await inWorld(hub, live(dealerId, 'dashboard'), (write) =>
          updateListing(write, ids[(writer + edit) % ids.length]!, { title: `T ${writer}.${edit}` }),
        );
      }
    });
    const seen: { sequence: number; created_at: string }[] = [];
    const reader = (async () => {
      for (let isLast = false; !isLast; ) {
        isLast = !isWriting;
        for (let hasMore = true; hasMore; ) {
          const page = JSON.parse(
            await listEvents(hub, live(dealerId), { afterSequence: seen.at(-1)?.sequence ?? 0, limit: 7 }),
          ) as { data: typeof seen; has_more: boolean };
          seen.push(...page.data);
          hasMore = page.has_more;
        }
      }
    })();
    await Promise.all(writers);
    isWriting = false;
    await reader;
    const total = 4 + WRITERS * EDITS_PER_WRITER;
    expect(seen.map((event) => event.sequence)).toEqual(
      Array.from({ length: total }, (_, index) => index + 1),
    );
    const times = seen.map((event) => event.created_at);
    expect(times).toEqual(times.toSorted());
    expect(new Set(times).size).toBe(total);
  });

  it('moves last_sequence past what the type filter leaves out', async () => {
    const { dealerId, ids } = await stockedDealer(2);
    await inWorld(hub, live(dealerId), (write) => updateListing(write, ids[0]!, { title: 'Other' }));
    const read = async (query: object) =>
      JSON.parse(await listEvents(hub, live(dealerId), { limit: 50, ...query })) as {
        data: { type: string }[];
        last_sequence: number;
      };
    expect(await read({ types: ['listing.sold'] })).toMatchObject({ data: [], last_sequence: 3 });
    expect((await read({ types: ['listing.updated'] })).data.map((event) => event.type)).toEqual([
      'listing.updated',
    ]);
    expect(await read({ afterSequence: 3 })).toMatchObject({ data: [], last_sequence: 3 });
    expect(await read({ types: ['listing.published'], limit: 1 })).toMatchObject({ last_sequence: 1 });
  });

  it('is told the oldest sequence when it asks for what is no longer kept', async () => {
    const { dealerId } = await stockedDealer(3);
    await hub.database.kysely
      .updateTable('dealer_clocks')
      .set({ oldest_sequence: 3 })
      .where('dealer_id', '=', dealerId)
      .execute();
    await expect(listEvents(hub, live(dealerId), { afterSequence: 1, limit: 5 })).rejects.toMatchObject({
      code: 'invalid_cursor',
      message: expect.stringContaining('oldest available is 3'),
    });
    const page = JSON.parse(await listEvents(hub, live(dealerId), { limit: 5 }));
    expect(page.data.map((event: { sequence: number }) => event.sequence)).toEqual([3]);
  });
});
