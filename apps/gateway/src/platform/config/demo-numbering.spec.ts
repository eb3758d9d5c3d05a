import fc from 'fast-check';
import { Track } from '#simulator';
import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { DEMO_DECODER, DEMO_LOOP, firstNumberOfDemo, isOfDemo, mayBeOfDemo } from './demo-numbering.js';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 5, 1);
const ofDemo = { decoderId: DEMO_DECODER, loopId: DEMO_LOOP, timeUs: START_MS * 1000 };

describe(isOfDemo.name, () => {
  it('knows all that a demo of days has numbered', () => {
    const first = firstNumberOfDemo(START_MS);
    let passingNumber = first;
    for (const { timeUs } of new Track({ seed: 1, riders: 20, loops: [{ metres: 0 }] }).crossings(0)) {
      if (timeUs > DAY_MS * 1000) break;
      const receivedAtMs = START_MS + Math.floor(timeUs / 1000);
      const passing = aPassing({ ...ofDemo, passingNumber, receivedAtMs });
      if (!isOfDemo(passing)) throw new Error(`${passingNumber - first} passings, ${timeUs / 1e6} s`);
      passingNumber++;
    }
    expect(mayBeOfDemo(DEMO_DECODER, passingNumber)).toBe(true);
  });

  it('takes nothing for its own that a real decoder has numbered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000_000 }), fc.nat(3650), (passingNumber, days) => {
        const receivedAtMs = START_MS + days * DAY_MS;
        expect(isOfDemo(aPassing({ ...ofDemo, passingNumber, receivedAtMs }))).toBe(false);
      }),
    );
  });

  it.each([{ decoderId: 'finish' }, { loopId: 2 }, { passingNumber: null }])(
    'is none of another: %j',
    (other) => {
      const passing = aPassing({
        ...ofDemo,
        passingNumber: firstNumberOfDemo(START_MS),
        receivedAtMs: START_MS,
      });
      expect([isOfDemo(passing), isOfDemo({ ...passing, ...other })]).toEqual([true, false]);
    },
  );
});
