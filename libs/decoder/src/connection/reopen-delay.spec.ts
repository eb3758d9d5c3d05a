import fc from 'fast-check';
import { reopenDelayMs } from './reopen-delay.js';

describe(reopenDelayMs.name, () => {
  it('begins at 0.2 s, grows, and never exceeds 2 s', () => {
    expect([1, 2, 3, 4, 5, 50].map((attempt) => reopenDelayMs(attempt, 1))).toEqual([
      200, 400, 800, 1600, 2000, 2000,
    ]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const delayMs = reopenDelayMs(attempt, random);
          expect(delayMs >= 200 && delayMs <= 2000).toBe(true);
        },
      ),
    );
  });
});
