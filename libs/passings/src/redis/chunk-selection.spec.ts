import fc from 'fast-check';
import { clockOf } from '../domain/passing-columns.js';
import type { PassingPosition } from '../ports/passings.repository.js';
import { START_US } from '../testing/arbitrary-passings.js';
import { aPassing } from '../testing/a-passing.js';
import type { Chunk } from './chunk-reader.js';
import { encodePassing } from './chunk-record.js';
import { isFrom, type Selection, selectFrom, sourcesIn } from './chunk-selection.js';
import { slotsInOrder } from './chunk-slots.js';
import { CHUNK_US, chunkOf, SLOT_BYTES } from './record-layout.js';
import { comparePositions, positionAt } from './record-position.js';

const CHUNK = chunkOf(START_US);

interface Kept {
  readonly us: number;
  readonly source: number;
  readonly number: number;
  readonly transponder: number;
  readonly isExtended: boolean;
}

/** Records that differ in one value only, many of them at the same moment. */
const kept: fc.Arbitrary<Kept> = fc.record({
  us: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: CHUNK_US - 1 })),
  source: fc.integer({ min: 1, max: 2 }),
  number: fc.integer({ min: 0, max: 2 }),
  transponder: fc.integer({ min: 0, max: 2 }),
  isExtended: fc.boolean(),
});

/** Many records, also in small tests: a selection of few leaves none out. */
const many = fc.array(kept, { maxLength: 40, size: 'max' });

function chunkWith(all: readonly Kept[]): Chunk {
  const records = Buffer.alloc(2 * SLOT_BYTES * all.length);
  let end = 0;
  for (const { us, source, number, transponder, isExtended } of all) {
    const passing = aPassing({
      passingNumber: number,
      timeUs: CHUNK * CHUNK_US + us,
      ...(isExtended ? { timeSource: 'utc', rtcTimeUs: 7 } : {}),
    });
    end = encodePassing(passing, source, transponder, records, end);
  }
  const used = records.subarray(0, end);
  return { chunk: CHUNK, records: used, view: new DataView(used.buffer, used.byteOffset, used.length) };
}

function clockWhere(isExtended: boolean): number {
  return clockOf(isExtended ? 'utc' : 'rtc');
}

/** The plain model: filters and sorts all records. */
function plainly(all: readonly Kept[], selection: Selection): PassingPosition[] {
  const { window, order, after, transponder, isWantedSource } = selection;
  const direction = order === 'asc' ? 1 : -1;
  return all
    .map(({ us, source, number, transponder: of, isExtended }) => ({
      timeUs: CHUNK * CHUNK_US + us,
      source,
      passingNumber: number,
      transponder: of,
      clock: clockWhere(isExtended),
    }))
    .filter(({ timeUs }) => timeUs >= window.fromUs && timeUs <= window.untilUs)
    .filter((each) => transponder === undefined || each.transponder === transponder)
    .filter((each) => isWantedSource === undefined || isWantedSource(each.source))
    .filter((each) => after?.timeUs !== each.timeUs || direction * comparePositions(each, after) > 0)
    .sort((one, other) => direction * comparePositions(one, other));
}

const edge = fc.oneof(
  fc.integer({ min: -1, max: 4 }),
  fc.constantFrom(-1, CHUNK_US),
  fc.integer({ min: -1, max: CHUNK_US }),
);
const selections: fc.Arbitrary<Selection> = fc
  .record({
    one: edge,
    other: edge,
    order: fc.constantFrom('asc' as const, 'desc' as const),
    after: fc.option(kept, { nil: undefined }),
    transponder: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    source: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  })
  .map(({ one, other, order, after, transponder, source }) => ({
    window: {
      fromUs: CHUNK * CHUNK_US + Math.min(one, other),
      untilUs: CHUNK * CHUNK_US + Math.max(one, other),
    },
    order,
    after: after && {
      timeUs: CHUNK * CHUNK_US + after.us,
      source: after.source,
      passingNumber: after.number,
      transponder: after.transponder,
      clock: clockWhere(after.isExtended),
    },
    transponder,
    isWantedSource: source === undefined ? undefined : (number) => number === source,
  }));

describe(selectFrom.name, () => {
  it('gives the first of what matches, in order, with where each lies', () => {
    fc.assert(
      fc.property(many, selections, fc.nat(6), (all, selection, most) => {
        const chunk = chunkWith(all);
        const selected = selectFrom(chunk, selection, most);
        expect(selected.map(({ position }) => position)).toEqual(plainly(all, selection).slice(0, most));
        for (const { at, position } of selected) expect(positionAt(chunk.view, at, CHUNK)).toEqual(position);
      }),
      { numRuns: 500 },
    );
  });
});

describe(slotsInOrder.name, () => {
  it('gives the same of all that match, without a cursor', () => {
    fc.assert(
      fc.property(many, selections, (all, { window, order, transponder }) => {
        const { view } = chunkWith(all);
        const slots = slotsInOrder(view, CHUNK, window, order, transponder);
        const found = Array.from(slots, (at) => positionAt(view, at, CHUNK));
        const wanted = { window, order, after: undefined, transponder, isWantedSource: undefined };
        expect(found).toEqual(plainly(all, wanted));
      }),
      { numRuns: 500 },
    );
  });

  it('gives what is alike in everything in the order in which it came', () => {
    const { view } = chunkWith(
      [5, 1, 1, 1].map((us) => ({ us, source: 1, number: 0, transponder: 0, isExtended: false })),
    );
    const window = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };
    expect([...slotsInOrder(view, CHUNK, window, 'asc', undefined)]).toEqual([28, 56, 84, 0]);
    expect([...slotsInOrder(view, CHUNK, window, 'desc', undefined)]).toEqual([0, 28, 56, 84]);
  });
});

describe(comparePositions.name, () => {
  const one: PassingPosition = { timeUs: 5, source: 5, passingNumber: 5, transponder: 5, clock: 2 };

  it('goes by time, source, number, transponder and clock, in that order', () => {
    const names = ['timeUs', 'source', 'passingNumber', 'transponder', 'clock'] as const;
    for (const [at, name] of names.entries()) {
      const less = {
        ...one,
        [name]: one[name] - 1,
        ...Object.fromEntries(names.slice(at + 1).map((each) => [each, 9])),
      };
      expect([name, comparePositions(less, one) < 0, comparePositions(one, less) > 0]).toEqual([
        name,
        true,
        true,
      ]);
    }
    expect(comparePositions(one, { ...one })).toBe(0);
  });
});

describe('what a chunk names', () => {
  it('is each source of a record, and none of what an extension holds', () => {
    const all = [3, 1, 3].map((source) => ({ us: 1, source, number: 1, transponder: 0, isExtended: true }));
    expect([...sourcesIn(chunkWith(all))]).toEqual([3, 1]);
  });

  it('is taken where decoder and loop are those that are asked for, or any', () => {
    const window = { fromUs: 0, untilUs: 1 };
    const place = { decoderId: 'finish', loopId: 2, clockOffsetUs: 0 };
    const asked = (part: object): boolean => isFrom({ window, order: 'asc', ...part }, place);
    expect(
      [{}, { decoderId: 'finish' }, { loopId: 2 }, { decoderId: 'finish', loopId: 2 }].map(asked),
    ).toEqual([true, true, true, true]);
    expect([{ decoderId: 'back' }, { loopId: 1 }, { decoderId: 'back', loopId: 2 }].map(asked)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
