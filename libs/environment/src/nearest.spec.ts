import fc from 'fast-check';
import { nearest } from './nearest.js';

const NAMES = [
  'HOST',
  'PORT',
  'REDIS_URL',
  'COACHLINK_DECODERS',
  'COACHLINK_DEMO',
  'COACHLINK_RETENTION_DAYS',
];
const name = fc.constantFrom(...NAMES);

describe(nearest.name, () => {
  it('finds each name at no distance', () => {
    for (const each of NAMES) expect(nearest(each, NAMES)).toEqual({ name: each, distance: 0 });
  });

  it('is one away for each letter that is left out, added or changed', () => {
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('', 'X', 'add'), (given, at, what) => {
        const where = at % given.length;
        const letter = what === 'add' ? `#${given.charAt(where)}` : what;
        const typed = `${given.slice(0, where)}${letter}${given.slice(where + 1)}`;
        if (typed !== given) expect(nearest(typed, NAMES)).toEqual({ name: given, distance: 1 });
      }),
    );
  });

  it.each([
    ['COACHLINK_REDIS_URL', 'REDIS_URL'],
    ['COACHLINK_HOST', 'HOST'],
    ['COACHLINK_RETENTION', 'COACHLINK_RETENTION_DAYS'],
    ['COACHLINK_DECODERS_URL', 'COACHLINK_DECODERS'],
  ])('takes %s for %s, which is a part of it or the other way round', (text, expected) => {
    expect(nearest(text, NAMES).name).toBe(expected);
  });
});
