import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileStore } from '../src/receiver/file-store.ts';
import { memoryStore } from '../src/receiver/memory-store.ts';
import type { ReceiverStore } from '../src/receiver/receiver-store.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wth-store-'));
  path = join(folder, 'receiver.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const handled = (sequence: number, resource = 'live:listing:a') => ({
  eventId: `evt_${sequence}`,
  livemode: true,
  resource,
  sequence,
  version: sequence,
});

describe.each<[string, () => ReceiverStore]>([
  ['memoryStore', memoryStore],
  ['fileStore', () => fileStore(path)],
])('%s', (_name, newStore) => {
  it('knows nothing at first', async () => {
    const store = newStore();
    expect(await store.hasEvent('evt_1')).toBe(false);
    expect(await store.getResource('live:listing:a')).toBeNull();
    expect(await store.getSequence(true)).toBeNull();
  });

  it('remembers events, resources and the sequence of each world', async () => {
    const store = newStore();
    await store.record(handled(4));
    await store.raiseSequence(true, 4);
    expect(await store.hasEvent('evt_4')).toBe(true);
    expect(await store.getResource('live:listing:a')).toEqual({ sequence: 4, version: 4 });
    expect([await store.getSequence(true), await store.getSequence(false)]).toEqual([4, null]);
  });

  it('lowers neither a resource nor a sequence', async () => {
    const store = newStore();
    for (const sequence of [5, 3]) await store.record(handled(sequence));
    for (const sequence of [5, 3]) await store.raiseSequence(false, sequence);
    expect(await store.getResource('live:listing:a')).toMatchObject({ sequence: 5 });
    expect(await store.getSequence(false)).toBe(5);
  });

  it('forgets the oldest ids alone, never a resource', async () => {
    const store = newStore();
    await Promise.all(
      Array.from({ length: 1_200 }, (_, index) => store.record(handled(index + 1, `live:listing:${index}`))),
    );
    expect(await store.hasEvent('evt_1')).toBe(false);
    expect(await store.hasEvent('evt_1200')).toBe(true);
    expect(await store.getResource('live:listing:0')).toEqual({ sequence: 1, version: 1 });
  });
});

describe('fileStore', () => {
  it('finds after a restart all that it had confirmed', async () => {
    const store = fileStore(path);
    await Promise.all([1, 2, 3].map((it) => store.record(handled(it, `live:order:${it}`))));
    await store.raiseSequence(true, 3);
    const next = fileStore(path);
    for (const id of [1, 2, 3]) {
      expect(await next.hasEvent(`evt_${id}`)).toBe(true);
      expect(await next.getResource(`live:order:${id}`)).toEqual({ sequence: id, version: id });
    }
    expect(await next.getSequence(true)).toBe(3);
  });

  it('has a whole file at every moment', async () => {
    const store = fileStore(path);
    await store.record(handled(1));
    let isOver = false;
    const writes = (async () => {
      for (let sequence = 2; sequence < 60; sequence += 1) await store.record(handled(sequence));
      isOver = true;
    })();
    let reads = 0;
    while (!isOver) {
      JSON.parse(await readFile(path, 'utf8'));
      reads += 1;
    }
    await writes;
    expect(reads).toBeGreaterThan(1);
    expect(await readdir(folder)).toEqual(['receiver.json']);
  });

  it('rejects when its folder is not there, and when the file is no JSON', async () => {
    await expect(fileStore(join(folder, 'none', 'x.json')).record(handled(1))).rejects.toThrow('ENOENT');
    await writeFile(path, '{"cut');
    await expect(fileStore(path).hasEvent('evt_1')).rejects.toThrow(SyntaxError);
  });
});
