import fc from 'fast-check';
import {
  type PassingsCursor,
  readPassingsCursor,
  readSessionsCursor,
  type SessionsCursor,
  writePassingsCursor,
  writeSessionsCursor,
} from './cursor.js';

const count = fc.integer({ min: 0, max: 2 ** 40 });
const text = fc.option(fc.string({ maxLength: 20 }));
const window = fc.tuple(count, count).map(([a, b]) => ({ startMs: Math.min(a, b), endMs: Math.max(a, b) }));

const passingsCursor: fc.Arbitrary<PassingsCursor> = fc
  .record({
    window,
    order: fc.constantFrom('asc', 'desc'),
    transponderId: text,
    decoderId: text,
    loopId: fc.option(count),
    place: fc.tuple(fc.nat(999), count, count, count, fc.nat(2)),
    end: fc.boolean(),
  })
  .map(
    ({
      window: { startMs, endMs },
      place: [us, source, passingNumber, transponder, clock],
      end,
      ...rest
    }) => ({
      ...rest,
      startMs,
      endMs,
      after: { timeUs: (end ? endMs : startMs) * 1000 + us, source, passingNumber, transponder, clock },
    }),
  );

const sessionsCursor: fc.Arbitrary<SessionsCursor> = fc
  .record({
    window,
    gapMinutes: fc.option(count),
    transponderId: text,
    inputs: fc.boolean(),
    last: fc.string(),
  })
  .map(({ window: { startMs, endMs }, last, ...rest }) => ({
    ...rest,
    startMs,
    endMs,
    after: { startMs: endMs, transponderId: last },
  }));

describe('cursors', () => {
  it('read back as they were written, and only as their own kind', () => {
    fc.assert(
      fc.property(passingsCursor, sessionsCursor, (passings, sessions) => {
        const [ofPassings, ofSessions] = [writePassingsCursor(passings), writeSessionsCursor(sessions)];
        expect(readPassingsCursor(ofPassings)).toEqual(passings);
        expect(readSessionsCursor(ofSessions)).toEqual(sessions);
        expect(readPassingsCursor(ofSessions)).toBeUndefined();
        expect(readSessionsCursor(ofPassings)).toBeUndefined();
      }),
    );
  });

  it('are one text each: what reads differently written is refused', () => {
    fc.assert(
      fc.property(passingsCursor, fc.constantFrom('=', 'A', '!', ' '), (cursor, more) => {
        expect(readPassingsCursor(writePassingsCursor(cursor) + more)).toBeUndefined();
      }),
    );
  });

  it('are refused whatever else they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => Buffer.from(json).toString('base64url')),
        ),
        (any) => {
          expect(readPassingsCursor(any)).toBeUndefined();
          expect(readSessionsCursor(any)).toBeUndefined();
        },
      ),
    );
  });

  it('must be inside their window', () => {
    const after = { timeUs: 7_000_000, source: 1, passingNumber: 1, transponder: 1, clock: 0 };
    const cursor = {
      startMs: 5000,
      order: 'asc',
      transponderId: null,
      decoderId: null,
      loopId: null,
      after,
    } as const;
    expect(readPassingsCursor(writePassingsCursor({ ...cursor, endMs: 7000 }))).toBeDefined();
    expect(readPassingsCursor(writePassingsCursor({ ...cursor, endMs: 6999 }))).toBeUndefined();
  });
});
