import { aPassing } from '../testing/a-passing.js';
import { encodePassing } from './chunk-record.js';
import { goesOn, type KnownChunk, RecentChunks } from './recent-chunks.js';
import { SLOT_BYTES } from './record-layout.js';

function known(...doubts: boolean[]): KnownChunk {
  const records = Buffer.alloc(SLOT_BYTES * doubts.length);
  for (const [at, isNumberDoubtful] of doubts.entries())
    encodePassing(
      aPassing({ passingNumber: at, timeUs: at, isNumberDoubtful }),
      1,
      1,
      records,
      at * SLOT_BYTES,
    );
  return { records, segment: 0, segmentAt: 0 };
}

describe(RecentChunks.name, () => {
  const kept = (recent: RecentChunks): number[] =>
    Array.from({ length: 20 }, (_, chunk) => chunk).filter((chunk) => recent.get(chunk) !== undefined);

  it('keeps the six newest, whatever their order', () => {
    const recent = new RecentChunks();
    for (const chunk of [5, 9, 7, 6, 8, 10]) recent.keep(chunk, known(false), 0);
    expect(kept(recent)).toEqual([5, 6, 7, 8, 9, 10]);
    recent.keep(11, known(false), 0);
    recent.keep(4, known(false), 0);
    expect(kept(recent)).toEqual([6, 7, 8, 9, 10, 11]);
    recent.forget();
    expect(kept(recent)).toEqual([]);
  });

  it('keeps what is known now in the place of what was', () => {
    const recent = new RecentChunks();
    const [before, after] = [known(false), known(false, false)];
    recent.keep(1, before, 0);
    recent.keep(1, after, SLOT_BYTES);
    expect(recent.get(1)).toBe(after);
    for (const chunk of [2, 3, 4, 5, 6]) recent.keep(chunk, known(false), 0);
    recent.keep(1, before, 0);
    expect(kept(recent)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each<[string, KnownChunk, number]>([
    ['nothing', known(), 0],
    ['what is in doubt', known(false, true, false), 0],
    ['what is in doubt since', known(false, false, true), SLOT_BYTES],
    ['more than a megabyte', { records: Buffer.alloc(1_000_001), segment: 0, segmentAt: 0 }, 0],
  ])('does not keep %s, and drops what it had', (_, now, from) => {
    const recent = new RecentChunks();
    recent.keep(1, known(false), 0);
    recent.keep(1, now, from);
    expect(recent.get(1)).toBeUndefined();
  });

  it('takes a megabyte, and looks for doubts behind what it knew alone', () => {
    const recent = new RecentChunks();
    recent.keep(1, { records: Buffer.alloc(1_000_000, 1), segment: 0, segmentAt: 0 }, 0);
    recent.keep(2, known(true, false), SLOT_BYTES);
    expect(kept(recent)).toEqual([1, 2]);
  });
});

describe(goesOn.name, () => {
  it('is so where the last that is known comes again', () => {
    const { records } = known(false, false);
    const last = records.subarray(SLOT_BYTES);
    expect(goesOn(records, last)).toBe(true);
    expect(goesOn(records, Buffer.concat([last, records]))).toBe(true);
    expect(goesOn(records, records)).toBe(false);
    expect(goesOn(records, last.subarray(0, SLOT_BYTES - 1))).toBe(false);
    expect(goesOn(records, Buffer.alloc(0))).toBe(false);
  });

  it('does not take a slot that is no passing for the mark of a chunk', () => {
    const recent = new RecentChunks();
    const records = Buffer.alloc(2 * SLOT_BYTES, 1);
    records.fill(0, SLOT_BYTES).writeUInt32LE(0x80000000, SLOT_BYTES);
    recent.keep(1, { records, segment: 0, segmentAt: 0 }, 0);
    expect(recent.get(1)).toBeUndefined();
  });
});
