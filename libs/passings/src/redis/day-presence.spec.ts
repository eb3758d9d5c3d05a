import fc from 'fast-check';
import { isPresent, packPresence } from './day-presence.js';

const transponder = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 0xffffff }));

describe('who was seen on a day', () => {
  it('has all that were seen, and no other', () => {
    fc.assert(
      fc.property(fc.array(transponder), fc.array(transponder), (seen, others) => {
        const presence = packPresence([...seen, ...seen]);
        const wrong = [...seen, ...others].filter(
          (each) => isPresent(presence, each) !== seen.includes(each),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('takes a byte or two for each', () => {
    expect(packPresence([])).toHaveLength(0);
    expect(packPresence(Array.from({ length: 500 }, (_, at) => 1 + at * 40))).toHaveLength(500);
    expect(packPresence(Array.from({ length: 500 }, (_, at) => 1 + at * 200)).length).toBeLessThan(1000);
  });
});
