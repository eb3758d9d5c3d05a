import fc from 'fast-check';
import { isByRtc, type Passing } from '../domain/passing.js';
import { transponderIdOf } from '../domain/transponder.js';

/** 2024-02-13T23:30:00Z, the beginning of a chunk of ten minutes; a day ends in the middle of the span. */
export const START_US = 1_707_867_000_000_000;
const MINUTE_US = 60_000_000;
/** Length of six chunks, so that windows and gaps have edges to fall on. */
export const SPAN_US = 60 * MINUTE_US;

const optional = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(arbitrary, { nil: null, freq: 4 });

/** Moments near edges: of chunks, of milliseconds, and of each other. */
const momentUs = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: SPAN_US }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 60 }).map((minute) => minute * MINUTE_US) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }).map((chunk) => chunk * 10 * MINUTE_US - 1) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 20 }).map((ms) => ms * 1000 + 999) },
);

const transponderIds = [
  ...[102758186, 106187718, 12345678, 1, 0xffffffff, 9991, 9999].map(transponderIdOf),
  'AB-1',
  null,
] as const;

/** Two decoders at one place in time, one of them with a clock that has jumped. */
const sources = [
  { decoderId: 'finish', loopId: 1, clockOffsetUs: 0 },
  { decoderId: 'back', loopId: 2, clockOffsetUs: 0 },
  { decoderId: 'back', loopId: 2, clockOffsetUs: 3_600_000_000 },
  { decoderId: 'back', loopId: 3, clockOffsetUs: -1 },
] as const;

/** Few numbers and few moments, so that repeats, ties and numbers that come again are frequent. */
export const arbitraryPassing: fc.Arbitrary<Passing> = fc
  .record({
    source: fc.constantFrom(...sources),
    passingNumber: optional(fc.integer({ min: 1, max: 40 })),
    transponderId: fc.constantFrom(...transponderIds),
    momentUs,
    timeSource: fc.constantFrom('rtc', 'rtc', 'rtc', 'estimated', 'utc', 'received'),
    doubt: fc.constantFrom('none', 'none', 'none', 'one time', 'two times'),
    otherClockUs: optional(fc.integer({ min: 0, max: 2 ** 52 })),
    receivedAtMs: fc.integer({ min: 0, max: 2 ** 47 }),
    strength: optional(fc.integer({ min: 0, max: 0xffff })),
    hits: optional(fc.integer({ min: 0, max: 0xffff })),
    battery: optional(fc.integer({ min: 0, max: 255 })),
    decoderFlags: optional(fc.integer({ min: 0, max: 0xffff })),
  })
  .map(({ source, momentUs: us, timeSource, doubt, otherClockUs, battery, ...rest }): Passing => {
    const timeUs = START_US + us;
    const byRtc = isByRtc({ timeSource });
    return {
      ...rest,
      isNumberDoubtful: false,
      ...source,
      clockOffsetUs: byRtc ? source.clockOffsetUs : 0,
      timeUs,
      timeSource,
      isTimeDoubtful: byRtc && doubt !== 'none',
      alternativeTimeUs: byRtc && doubt === 'two times' ? timeUs + 3_600_000_000 : null,
      rtcTimeUs: byRtc ? timeUs - source.clockOffsetUs : otherClockUs,
      batteryVoltageV: battery === null ? null : battery / 10,
    };
  });

/** Batches of passings as a decoder sends them, with passings sent again under the same or another offset. */
export const arbitraryHistory: fc.Arbitrary<Passing[][]> = fc
  .tuple(
    fc.array(fc.array(arbitraryPassing, { minLength: 1, maxLength: 25 }), { maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { maxLength: 12 }),
    fc.boolean(),
  )
  .map(([drawn, again, isInOrder]) => {
    const batches = isInOrder ? numberedInOrder(drawn) : drawn;
    const flat = batches.flat();
    for (const [which, where, shifted] of again) {
      const passing = flat[which % Math.max(flat.length, 1)];
      const batch = batches[where % Math.max(batches.length, 1)];
      if (passing === undefined || batch === undefined) continue;
      // A passing keeps the offset of the first batch that has it; within one batch the choice is open.
      if (shifted) batches.push([underOffset(passing, 1_800_000_000)]);
      else batch.push(passing);
    }
    return batches;
  });

/** Numbers passings as a decoder does: each higher than the last. */
function numberedInOrder(batches: readonly (readonly Passing[])[]): Passing[][] {
  const last = new Map<string, number>();
  return batches.map((batch) =>
    batch.map((passing) => {
      const passingNumber = (last.get(passing.decoderId) ?? 0) + 1;
      last.set(passing.decoderId, passingNumber);
      return { ...passing, passingNumber };
    }),
  );
}

function underOffset(passing: Passing, clockOffsetUs: number): Passing {
  if (!isByRtc(passing) || passing.rtcTimeUs === null) return passing;
  return { ...passing, clockOffsetUs, timeUs: passing.rtcTimeUs + clockOffsetUs };
}
