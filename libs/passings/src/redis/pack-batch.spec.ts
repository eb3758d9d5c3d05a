import type { Passing } from '../domain/passing.js';
import { aPassing } from '../testing/a-passing.js';
import { encodePassing } from './chunk-record.js';
import { NONE_RISES, type Numbering, type PackedBatch, packBatch } from './pack-batch.js';
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

/** Packs for decoders that never sent anything. */
const packed = (batch: readonly Passing[], highest = 0): PackedBatch =>
  packBatch(batch, numbering, () => highest);
const NOTHING: PackedBatch = { rising: [], risingCount: 0, runs: [], others: [], sources: new Set() };

describe(packBatch.name, () => {
  it('of nothing is nothing', () => {
    expect(packed([])).toEqual(NOTHING);
  });

  it('keeps the order in which they came within each chunk', () => {
    const early = at(1, CHUNK_US - 1);
    const late = at(2, CHUNK_US, { timeSource: 'received', rtcTimeUs: 5 });
    const before = at(3, 5);
    const { rising } = packed([early, late, before]);
    expect(rising.map(({ chunk }) => chunk)).toEqual([0, 1]);
    expect(rising[0]?.records).toEqual(recordsOf(early, before));
    expect(rising[1]?.records).toEqual(recordsOf(late));
  });

  it('sums up each transponder within each chunk, and what has none not at all', () => {
    const { rising } = packed([
      at(1, CHUNK_US + 50),
      at(2, CHUNK_US + 20),
      at(3, CHUNK_US + 90),
      at(4, CHUNK_US + 60, { transponderId: '8' }),
      at(5, CHUNK_US + 10, { transponderId: null }),
      at(6, 2 * CHUNK_US),
    ]);
    expect(rising.map(({ summaries }) => summariesOf(summaries))).toEqual([
      [
        [7, 20, 90, 3],
        [8, 60, 60, 1],
      ],
      [[7, 0, 0, 1]],
    ]);
  });

  it('names each source of the others once', () => {
    const batch = [at(9, 0, { loopId: 3 }), at(1, 1), at(2, 2, { loopId: 2 }), at(3, 3)];
    expect([...packed(batch, 8).sources]).toEqual([11, 12]);
  });

  it('tells the numbers of each decoder that rise', () => {
    const other = { decoderId: 'back' };
    const { runs, risingCount, others } = packed([at(3, 1), at(1, 2, other), at(5, 3), at(2, 4, other)]);
    expect(runs).toEqual([
      ['finish', 3, 5],
      ['back', 1, 2],
    ]);
    expect([risingCount, others]).toEqual([4, []]);
  });

  it.each<[string, Passing[], rising: number[], others: number[]]>([
    ['one comes twice', [at(3, 1), at(3, 2)], [0], [1]],
    ['one falls', [at(3, 1), at(2, 2)], [0], [1]],
    ['one falls and the next rises', [at(3, 1), at(2, 2), at(4, 3)], [0, 2], [1]],
    ['one has none', [at(3, 1), at(null, 2)], [0], [1]],
    ['the first has none', [at(null, 1), at(3, 2)], [1], [0]],
    ['one was sent before', [at(1, 1), at(2, 2)], [1], [0]],
    ['the highest comes again', [at(1, 1)], [], [0]],
  ])('sets apart what may be kept already where %s', (_, batch, rising, others) => {
    const found = packed(batch, 1);
    const recordsAt = (indexes: number[]): Buffer =>
      recordsOf(...batch.filter((_passing, index) => indexes.includes(index)));
    const bytesOf = (chunks: PackedBatch['rising']): Buffer =>
      Buffer.concat(chunks.map(({ records }) => records));
    expect(bytesOf(found.rising)).toEqual(recordsAt(rising));
    expect(bytesOf(found.others)).toEqual(recordsAt(others));
    expect(found.risingCount).toBe(rising.length);
  });

  it('sets all apart where none is taken for new', () => {
    const batch = [at(1, 1), at(2, 2)];
    expect(packBatch(batch, numbering, NONE_RISES)).toMatchObject({
      ...NOTHING,
      others: [{ records: recordsOf(...batch) }],
      sources: new Set([11]),
    });
  });
});
