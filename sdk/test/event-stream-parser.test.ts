import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventStreamParser } from '../src/event-stream-parser.ts';

const BYTES = new TextEncoder().encode(
  'retry: 1000\nid: 41\n\nid: 42\ndata: {"title":"Ω 時計"}\n\n: heartbeat\nid: 57\n\n: heartbeat\n\n' +
    'id: 58\ndata: one\ndata:two\n\nevent: closed\ndata: {}\n\nid: 99\ndata: never finished\n',
);

const RECORDS = [
  { name: 'message', id: '41', data: null },
  { name: 'message', id: '42', data: '{"title":"Ω 時計"}' },
  { name: 'message', id: '57', data: null },
  { name: 'message', id: '58', data: 'one\ntwo' },
  { name: 'closed', id: '58', data: '{}' },
];

it('reads the same records however the network cuts the bytes, and none that is unfinished', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(BYTES.length), { maxLength: 30 }), (cuts) => {
      const parser = new EventStreamParser();
      const ends = [...cuts.sort((a, b) => a - b), BYTES.length];
      const records = ends.flatMap((end, index) => parser.push(BYTES.subarray(ends[index - 1] ?? 0, end)));
      expect(records).toEqual(RECORDS);
    }),
  );
});

it('ends lines at LF, CR LF and CR alike', () => {
  const parser = new EventStreamParser();
  const records = ['id: 1\r\ndata: a\r', '\n\r\nid: 2\rdata: b\r\rid: 3\n'].flatMap((text) =>
    parser.push(new TextEncoder().encode(text)),
  );
  expect(records.map(({ id, data }) => [id, data])).toEqual([
    ['1', 'a'],
    ['2', 'b'],
  ]);
});
