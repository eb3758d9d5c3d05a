import fc from 'fast-check';
import type { Passing } from '#passings';
import { inParts, MOST_LOOKED_UP } from './in-parts.js';

const HIGHEST = 100;
const batch = fc
  .array(
    fc.record({
      decoderId: fc.constantFrom('finish', 'pit'),
      passingNumber: fc.option(fc.integer({ min: 1, max: 400 })),
    }),
    { maxLength: 500 },
  )
  .map((drawn) => drawn as unknown as Passing[]);

describe(inParts, () => {
  it('leaves nothing out, keeps the order, and has few to be looked up in each part', () => {
    fc.assert(
      fc.property(batch, (passings) => {
        const parts = inParts(passings, () => HIGHEST);
        expect(parts.flat()).toEqual(passings);
        const highest: Record<string, number> = {};
        for (const part of parts) {
          let lookedUp = 0;
          for (const { decoderId, passingNumber } of part) {
            if (passingNumber !== null && passingNumber > (highest[decoderId] ?? HIGHEST))
              highest[decoderId] = passingNumber;
            else lookedUp++;
          }
          expect(lookedUp).toBeLessThanOrEqual(MOST_LOOKED_UP);
        }
      }),
    );
  });

  it('is one part where the numbers rise', () => {
    const rising = Array.from({ length: 500 }, (_, at) => ({ decoderId: 'finish', passingNumber: at + 101 }));
    expect(inParts(rising as unknown as Passing[], () => HIGHEST)).toHaveLength(1);
  });
});
