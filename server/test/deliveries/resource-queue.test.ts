import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ResourceQueue } from '../../src/deliveries/resource-queue.ts';

interface Item {
  readonly id: string;
  readonly livemode: boolean;
  readonly resource_id: string;
  readonly event_sequence: number;
}

const item = (resource: string, sequence: number, livemode = true): Item => ({
  id: `${resource}${sequence}`,
  livemode,
  resource_id: resource,
  event_sequence: sequence,
});

describe('the queue of a lane', () => {
  test('hands out the next event of a resource only when the one before has ended', () => {
    const queue = new ResourceQueue<Item>();
    for (const each of [item('a', 1), item('a', 2), item('b', 3)]) queue.add(each);
    expect([queue.next()?.id, queue.next()?.id, queue.next()]).toEqual(['a1', 'b3', null]);
    expect([queue.size, queue.hasNext]).toEqual([1, false]);
    queue.finish(item('a', 1));
    expect(queue.next()?.id).toBe('a2');
  });

  test('keeps the worlds apart', () => {
    const queue = new ResourceQueue<Item>();
    for (const each of [item('a', 1), item('a', 1, false)]) queue.add(each);
    expect([queue.next()?.livemode, queue.next()?.livemode]).toEqual([true, false]);
  });

  test('hands out an older event of a resource first, though it was added later', () => {
    const queue = new ResourceQueue<Item>();
    for (const each of [item('a', 5), item('a', 9), item('a', 2), item('a', 7)]) queue.add(each);
    const order = [0, 1, 2, 3].map(() => {
      const next = queue.next()!;
      queue.finish(next);
      return next.event_sequence;
    });
    expect(order).toEqual([2, 5, 7, 9]);
  });

  test('never has two of one resource under way, never breaks their order and loses none', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('add' as const), resource: fc.constantFrom('a', 'b', 'c') }),
        fc.record({ kind: fc.constantFrom('next' as const, 'finish' as const, 'clear' as const) }),
      ),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (script) => {
        const queue = new ResourceQueue<Item>();
        const underWay: Item[] = [];
        const last = new Map<string, number>();
        let sequence = 0;
        let waiting = 0;
        for (const step of script) {
          if (step.kind === 'add') {
            sequence += 1;
            waiting += 1;
            queue.add(item(step.resource, sequence));
          } else if (step.kind === 'next') {
            const next = queue.next();
            if (next === null) continue;
            waiting -= 1;
            expect(underWay.some((each) => each.resource_id === next.resource_id)).toBe(false);
            expect(next.event_sequence).toBeGreaterThan(last.get(next.resource_id) ?? 0);
            last.set(next.resource_id, next.event_sequence);
            underWay.push(next);
          } else if (step.kind === 'finish') {
            const ended = underWay.shift();
            if (ended) queue.finish(ended);
          } else {
            expect(queue.clear()).toHaveLength(waiting);
            waiting = 0;
          }
          expect(queue.size).toBe(waiting);
        }
        for (const each of underWay) queue.finish(each);
        for (; waiting > 0; waiting -= 1) queue.finish(queue.next()!);
        expect([queue.size, queue.next()]).toEqual([0, null]);
      }),
    );
  });
});
