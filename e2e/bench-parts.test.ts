import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Measured } from '../bench/figures.ts';
import { judgeReceipts, type WrittenRow } from '../bench/judge-receipts.ts';
import { percentile } from '../bench/percentile.ts';
import { Arrivals } from '../bench/receiver/arrivals.ts';
import { headerOf, RequestReader } from '../bench/receiver/request-reader.ts';

const ROW: WrittenRow = {
  event_id: 'e1',
  id: 'd1',
  url: 'http://127.0.0.1/healthy',
  status: 'delivered',
  committed_ms: 100,
};

/** @param arrived ids of deliveries and when they came */
function judge(rows: readonly WrittenRow[], arrived: readonly (readonly [string, number])[], options = {}) {
  const arrivals = new Arrivals();
  for (const [id, nowMs] of arrived) arrivals.add(id, nowMs);
  return judgeReceipts(rows, arrivals.columns(), {
    eventsOwed: 0,
    isHealthy: (url) => url.endsWith('/healthy'),
    fromMs: 0,
    untilMs: Number.POSITIVE_INFINITY,
    ...options,
  });
}

describe('the judge of receipts', () => {
  it('finds nothing lost when each delivery has arrived once, and measures from commit to arrival', () => {
    expect(judge([ROW], [['d1', 107]], { eventsOwed: 1 })).toEqual({
      lost: 0,
      duplicates: 0,
      latenciesMs: [7],
    });
  });

  it.each([
    ['a delivery that a healthy endpoint has not received', [{ ...ROW, status: 'pending' }], {}],
    [
      'one that was settled for a bad endpoint without having arrived',
      [{ ...ROW, url: 'http://x/dead' }],
      {},
    ],
    ['an event without a delivery', [{ ...ROW, id: null, url: null, status: null }], {}],
    ['an acknowledged write without its events', [], { eventsOwed: 1 }],
  ])('counts as lost: %s', (_, rows, options) => {
    expect(judge(rows, [], options).lost).toBe(1);
  });

  it('does not count as lost what still waits for a bad endpoint', () => {
    expect(judge([{ ...ROW, url: 'http://x/dead', status: 'pending' }], []).lost).toBe(0);
  });

  it('counts each request beyond the first as a duplicate and measures the first', () => {
    const again = ['d1', 190] as const;
    expect(judge([ROW], [['d1', 103], again, again])).toMatchObject({ duplicates: 2, latenciesMs: [3] });
  });

  it('measures only what was committed in the span', () => {
    expect(judge([ROW], [['d1', 103]], { fromMs: 101 }).latenciesMs).toEqual([]);
    expect(judge([ROW], [['d1', 103]], { untilMs: 99 }).latenciesMs).toEqual([]);
  });
});

describe('the reader of requests', () => {
  const REQUEST = 'POST /a HTTP/1.1\r\nContent-Length: 5\r\nWTH-Delivery-Id: 7\r\n\r\nh\r\n\r\n';

  it.each([1, 2, 3, 50, 1_000])('finds every request in chunks of %i bytes', (size) => {
    const heads: string[] = [];
    const reader = new RequestReader((head) => heads.push(head));
    const bytes = Buffer.from(REQUEST.repeat(3));
    for (let start = 0; start < bytes.length; start += size) reader.add(bytes.subarray(start, start + size));
    expect(heads.map((head) => headerOf(head, 'wth-delivery-id'))).toEqual(['7', '7', '7']);
  });

  it('waits for the whole body', () => {
    const heads: string[] = [];
    const reader = new RequestReader((head) => heads.push(head));
    reader.add(Buffer.from(REQUEST.slice(0, -1)));
    expect(heads).toEqual([]);
  });
});

describe('figures', () => {
  it('take percentiles by nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect([0.5, 0.95, 0.99, 1].map((p) => percentile(values, p))).toEqual([100, 190, 198, 200]);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('meet a target at its bound, and never when there was nothing to measure', () => {
    const { figures } = new Measured('x')
      .atMost('a', 25, 'ms', 25)
      .atMost('b', 25.1, 'ms', 25)
      .atMost('c', Number.NaN, 'ms', 25)
      .shareOf('d', 35, 100, 0.35)
      .shareOf('e', 34, 100, 0.35);
    expect(figures.map((it) => it.target!.isMet)).toEqual([true, false, false, true, false]);
  });
});

describe('the command line', () => {
  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--only', 'nonsense'], 'there is no scenario nonsense'],
  ])('refuses %j, says why and starts nothing', (args, message) => {
    const bench = join(import.meta.dirname, '../bench/bench.ts');
    const { status, stderr, stdout } = spawnSync(process.execPath, [bench, ...args], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});
