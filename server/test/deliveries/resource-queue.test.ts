import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ResourceQueue } from '../../src/deliveries/resource-queue.ts';

interface Item {
  readonly id: string;
  readonly livemode: boolean;
  readonly resource_id: string;
  readonly event_sequence: number;
  readonly created_us: number;
  readonly schedule_step: number;
  readonly is_unordered: boolean;
  readonly behind_until_us: number | null;
}

const item = (resource: string, sequence: number, livemode = true): Item => ({
  id: `${resource}${sequence}`,
  livemode,
  resource_id: resource,
  event_sequence: sequence,
  created_us: 0,
  schedule_step: 0,
  is_unordered: false,
  behind_until_us: null,
});

describe('the queue of a lane', () => {
  test('hands out the next event of a resource only when the one before has ended', () => {
    const queue = new ResourceQueue<Item>();
    for (const each of [item('a', 1), item('a', 2), item('b', 3)]) queue.add(each, 0);
    expect([queue.next()?.id, queue.next()?.id, queue.next()]).toEqual(['a1', 'b3', null]);
    expect([queue.size, queue.hasNext]).toEqual([1, false]);
    queue.finish(item('a', 1), 0);
    expect(queue.next()?.id).toBe('a2');
  });

  test('keeps the worlds apart', () => {
    const queue = new ResourceQueue<Item>();
    for (const each of [item('a', 1), item('a', 1, false)]) queue.add(each, 0);
    expect([queue.next()?.livemode, queue.next()?.livemode]).toEqual([true, false]);
  });

  test('hands out an older event of a resource first, though it was added later', () => {
    const queue = new ResourceQueue<Item>();
    for (const each of [item('a', 5), item('a', 9), item('a', 2), item('a', 7)]) queue.add(each, 0);
    const order = [0, 1, 2, 3].map(() => {
      const next = queue.next()!;
      queue.finish(next, 0);
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
            queue.add(item(step.resource, sequence), 0);
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
            if (ended) queue.finish(ended, 0);
          } else {
            expect(queue.clear()).toHaveLength(waiting);
            waiting = 0;
          }
          expect(queue.size).toBe(waiting);
        }
        for (const each of underWay) queue.finish(each, 0);
        for (; waiting > 0; waiting -= 1) queue.finish(queue.next()!, 0);
        expect([queue.size, queue.next()]).toEqual([0, null]);
      }),
    );
  });
});

const SECOND_US = 1_000_000;
const HOLD_US = 30 * SECOND_US;

describe('a failing delivery', () => {
  const queueWith = (...items: Item[]) => {
    const queue = new ResourceQueue<Item>();
    for (const each of items) queue.add(each, 0);
    return queue;
  };

  test('takes those behind it out of the queue until its retry, but none before it or of another resource', () => {
    const queue = queueWith(item('a', 5), item('a', 7), item('b', 6));
    const first = queue.next()!;
    queue.add(item('a', 4), 0);
    const held = queue.fail(first, 5 * SECOND_US, 0);
    expect(held.map((it) => [it.delivery.id, it.untilUs])).toEqual([['a7', 5 * SECOND_US]]);
    expect([queue.next()?.id, queue.next()?.id, queue.next()]).toEqual(['b6', 'a4', null]);
  });

  test('holds back what comes later, and its own retry not', () => {
    const queue = queueWith(item('a', 1));
    queue.fail(queue.next()!, 5 * SECOND_US, 0);
    expect(queue.heldUntil(item('a', 2), SECOND_US)).toBe(5 * SECOND_US);
    expect(queue.heldUntil(item('a', 1), SECOND_US)).toBeNull();
    expect(queue.heldUntil({ ...item('a', 2), is_unordered: true }, SECOND_US)).toBeNull();
    queue.add({ ...item('a', 1), schedule_step: 1 }, 5 * SECOND_US);
    expect(queue.heldUntil(item('a', 2), 5 * SECOND_US)).toBeNull();
  });

  test('holds each back for 30 s from its own commit, a retry under way too', () => {
    const queue = queueWith(item('a', 1));
    queue.fail(queue.next()!, 40 * SECOND_US, 0);
    const later = { ...item('a', 2), created_us: 4 * SECOND_US };
    expect(queue.heldUntil(later, 5 * SECOND_US)).toBe(4 * SECOND_US + HOLD_US);
    expect(queue.heldUntil(later, 4 * SECOND_US + HOLD_US)).toBeNull();

    const busy = queueWith({ ...item('a', 1), schedule_step: 1 });
    busy.next();
    busy.add(later, 5 * SECOND_US);
    expect([busy.hasNext, busy.promote(5 * SECOND_US)]).toEqual([false, 4 * SECOND_US + HOLD_US]);
    expect([busy.promote(4 * SECOND_US + HOLD_US), busy.next()?.id]).toEqual([null, 'a2']);
  });

  test('holds back what has not waited for 30 s while its retry is under way, though another has passed it', () => {
    const queue = queueWith({ ...item('a', 1), schedule_step: 1 });
    queue.next();
    queue.add(item('a', 2), 0);
    queue.add({ ...item('a', 3), created_us: 20 * SECOND_US }, 20 * SECOND_US);
    queue.promote(HOLD_US);
    const passing = queue.next()!;
    expect([passing.id, queue.passesUs(passing)]).toEqual(['a2', null]);
    queue.finish(passing, HOLD_US + SECOND_US);
    expect([queue.next(), queue.passesUs(passing)]).toEqual([null, 20 * SECOND_US + HOLD_US]);
    queue.promote(20 * SECOND_US + HOLD_US);
    expect(queue.next()?.id).toBe('a3');
  });

  test('whatever fails when: order is kept within the hold, nothing waits longer, nothing is lost', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('commit' as const), resource: fc.constantFrom('a', 'b') }),
      fc.record({ kind: fc.constant('start' as const) }),
      fc.record({ kind: fc.constantFrom('succeed' as const, 'fail' as const), which: fc.nat(5) }),
      fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 20 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (script) => {
        const queue = new ResourceQueue<Item>();
        const stored = new Map<string, { item: Item; dueUs: number }>();
        const underWay: Item[] = [];
        const failing = new Set<Item['id']>();
        const done = new Set<string>();
        let nowUs = 0;
        let sequence = 0;
        /** What a lane does: reads what is due, and puts off what is held. */
        const read = () => {
          const due = [...stored.values()].filter((it) => it.dueUs <= nowUs);
          due.sort(
            (left, right) => left.dueUs - right.dueUs || left.item.event_sequence - right.item.event_sequence,
          );
          for (const { item: each } of due) {
            const untilUs = queue.heldUntil(each, nowUs);
            if (untilUs !== null) {
              expect(untilUs).toBeLessThanOrEqual(each.created_us + HOLD_US);
              stored.set(each.id, { item: each, dueUs: untilUs });
            } else {
              stored.delete(each.id);
              queue.add(each, nowUs);
            }
          }
          queue.promote(nowUs);
        };
        for (const each of script) {
          if (each.kind === 'commit') {
            sequence += 1;
            const created = { ...item(each.resource, sequence), created_us: nowUs };
            stored.set(created.id, { item: created, dueUs: nowUs });
          } else if (each.kind === 'wait') {
            nowUs += each.seconds * SECOND_US;
          } else if (each.kind === 'start') {
            read();
            const next = queue.next();
            if (next === null) continue;
            const isOverdue = nowUs >= next.created_us + HOLD_US;
            // An earlier one of its resource may be open only if it fails and this one has waited long enough.
            for (const other of [...underWay, ...[...stored.values()].map((it) => it.item)]) {
              if (other.resource_id !== next.resource_id || other.event_sequence >= next.event_sequence)
                continue;
              expect(isOverdue && failing.has(other.id), `${next.id} before ${other.id}`).toBe(true);
            }
            underWay.push(next);
          } else {
            const [ended] = underWay.splice(each.which % Math.max(underWay.length, 1), 1);
            if (ended === undefined) continue;
            if (each.kind === 'succeed') {
              queue.finish(ended, nowUs);
              failing.delete(ended.id);
              done.add(ended.id);
              continue;
            }
            failing.add(ended.id);
            const retryUs = nowUs + 10 * SECOND_US;
            for (const held of queue.fail(ended, retryUs, nowUs)) {
              stored.set(held.delivery.id, { item: held.delivery, dueUs: held.untilUs });
            }
            const again = { ...ended, schedule_step: ended.schedule_step + 1 };
            stored.set(again.id, { item: again, dueUs: retryUs });
          }
        }
        expect(stored.size + queue.size + underWay.length + done.size).toBe(sequence);
      }),
      { numRuns: 300 },
    );
  });
});
