import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WriterSlots } from '../../src/storage/writer-slots.ts';

/** A write that runs until it is told to end. */
function startWrite(writers: WriterSlots, dealerId: string) {
  let end = () => {};
  const write = { dealerId, isRunning: false, end: () => end() };
  const over = writers.run(dealerId, async () => {
    write.isRunning = true;
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    write.isRunning = false;
  });
  return Object.assign(write, { over });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('writer slots', () => {
  test('let two writes of a dealer run, and the next in the order of the calls', async () => {
    const writers = new WriterSlots();
    const writes = [1, 2, 3, 4].map(() => startWrite(writers, 'a'));
    await settled();
    expect(writes.map((it) => it.isRunning)).toEqual([true, true, false, false]);
    expect(writers.waiting).toBe(2);
    writes[1]!.end();
    await writes[1]!.over;
    await settled();
    expect(writes.map((it) => it.isRunning)).toEqual([true, false, true, false]);
    for (const write of writes) {
      write.end();
      await write.over;
      await settled();
    }
    expect(writers.waiting).toBe(0);
  });

  test('tell how long the next in the queue has waited, of a dealer and of all', async () => {
    let nowMs = 0;
    const writers = new WriterSlots({ places: 3, monotonicMs: () => nowMs });
    const flood = [1, 2, 3].map(() => startWrite(writers, 'a'));
    nowMs = 700;
    expect([writers.delayMs('a'), writers.delayMs('b')]).toEqual([700, 0]);
    const others = [startWrite(writers, 'b'), startWrite(writers, 'c')];
    nowMs = 1_000;
    expect([writers.delayMs('a'), writers.delayMs('b')]).toEqual([1_000, 300]);
    for (const write of [...flood, ...others]) {
      write.end();
      await settled();
    }
    for (const write of [...flood, ...others]) write.end();
    await Promise.all([...flood, ...others].map((it) => it.over));
    expect([writers.delayMs('a'), writers.delayMs('b')]).toEqual([0, 0]);
  });

  test('are never more than they may be, starve nobody and come back from failures', async () => {
    const arrivals = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 4 }), async (dealers, places) => {
        const writers = new WriterSlots({ places });
        const running: string[] = [];
        const ended: number[] = [];
        const runs = dealers.map((dealer, index) =>
          writers.run(dealer, async () => {
            running.push(dealer);
            expect(running.length).toBeLessThanOrEqual(places);
            expect(running.filter((it) => it === dealer).length).toBeLessThanOrEqual(2);
            await settled();
            running.splice(running.indexOf(dealer), 1);
            ended.push(index);
            if (index % 3 === 0) throw new Error('failed');
          }),
        );
        await Promise.allSettled(runs);
        expect(ended).toHaveLength(dealers.length);
        expect(writers.waiting).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});
