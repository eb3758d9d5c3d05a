import type { Passing } from '../domain/passing.js';
import { aPassing } from '../testing/a-passing.js';
import { encodePassing } from './chunk-record.js';
import { type Numbering, packBatch } from './pack-batch.js';
import { CHUNK_US, SLOT_BYTES } from './record-layout.js';

const numbering: Numbering = {
  sourceNumber: ({ decoderId, loopId }) => (decoderId === 'finish' ? 10 : 20) + loopId,
  transponderNumber: (id) => (id === null ? 0 : Number(id)),
};
const at = (passingNumber: number | null, timeUs: number, more: Partial<Passing> = {}): Passing =>
  aPassing({ passingNumber, timeUs, transponderId: '7', ...more });

function recordsOf(...passings: Passing[]): Buffer {
  const records = Buffer.alloc(2 * SLOT_BYTES * passings.length);
  let end = 0;
  for (const passing of passings) {
    const { transponderId } = passing;
    const [source, transponder] = [
      numbering.sourceNumber(passing),
      numbering.transponderNumber(transponderId),
    ];
    end = encodePassing(passing, source, transponder, records, end);
  }
  return records.subarray(0, end);
}

/** Transponder, first, last and count of each summary. */
function summariesOf(packed: Buffer): number[][] {
  const all = Array.from({ length: packed.length / 4 }, (_, index) => packed.readUInt32LE(4 * index));
  return Array.from({ length: all.length / 4 }, (_, index) => all.slice(4 * index, 4 * index + 4));
}

describe(packBatch.name, () => {
  it('of nothing is nothing', () => {
    expect(packBatch([], numbering)).toEqual({ chunks: [], sources: new Set(), runs: [] });
  });

  it('keeps the order in which they came within each chunk', () => {
    const early = at(1, CHUNK_US - 1);
    const late = at(2, CHUNK_US, { timeSource: 'received', rtcTimeUs: 5 });
    const before = at(3, 5);
    const { chunks } = packBatch([early, late, before], numbering);
    expect(chunks.map(({ chunk }) => chunk)).toEqual([0, 1]);
    expect(chunks[0]?.records).toEqual(recordsOf(early, before));
    expect(chunks[1]?.records).toEqual(recordsOf(late));
  });

  it('sums up each transponder within each chunk, and what has none not at all', () => {
    const { chunks } = packBatch(
      [
        at(1, CHUNK_US + 50),
        at(2, CHUNK_US + 20),
        at(3, CHUNK_US + 90),
        at(4, CHUNK_US + 60, { transponderId: '8' }),
        at(5, CHUNK_US + 10, { transponderId: null }),
        at(6, 2 * CHUNK_US),
      ],
      numbering,
    );
    expect(chunks.map(({ summaries }) => summariesOf(summaries))).toEqual([
      [
        [7, 20, 90, 3],
        [8, 60, 60, 1],
      ],
      [[7, 0, 0, 1]],
    ]);
  });

  it('names each source once', () => {
    const { sources } = packBatch([at(1, 1), at(2, 2, { loopId: 2 }), at(3, 3)], numbering);
    expect([...sources]).toEqual([11, 12]);
  });

  it('knows where the numbers of each decoder rise', () => {
    const other = { decoderId: 'back' };
    const rising = packBatch([at(3, 1), at(1, 2, other), at(5, 3), at(2, 4, other)], numbering);
    expect(rising.runs).toEqual([
      ['finish', 3, 5],
      ['back', 1, 2],
    ]);
    expect(packBatch([at(3, 1)], numbering).runs).toEqual([['finish', 3, 3]]);
  });

  it.each([
    ['one comes twice', [at(3, 1), at(3, 2)]],
    ['one falls', [at(3, 1), at(2, 2)]],
    ['one falls and the next rises', [at(3, 1), at(2, 2), at(4, 3)]],
    ['one has none', [at(3, 1), at(null, 2)]],
    ['the first has none', [at(null, 1), at(3, 2)]],
  ])('says nothing of runs where %s', (_, batch) => {
    expect(packBatch(batch, numbering).runs).toBeUndefined();
  });
});
