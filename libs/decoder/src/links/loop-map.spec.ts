import { loopIdOf, loopsIn } from './loop-map.js';

describe('the loop of a passing', () => {
  const loops = loopsIn('4711:1,BOX:2') ?? {};

  it.each([
    ['named by the map', { loops, loopId: 9 }, '4711', 1],
    ['named by a word', { loops, loopId: 9 }, 'BOX', 2],
    ['a number of its own', { loops, loopId: 9 }, '3', 3],
    ['a number without a map', { loopId: 9 }, '12', 12],
    ['a word without a map', { loopId: 9 }, 'STA', 9],
    ['a number beyond what a loop_id can be', { loopId: 9 }, '65536', 9],
    ['not named at all', { loops, loopId: 9 }, undefined, 9],
    ['a word that objects know', { loops, loopId: 9 }, 'constructor', 9],
  ])('is that of the decoder where there is one: %s', (_, address, reported, loopId) => {
    expect(loopIdOf(address, reported)).toBe(loopId);
  });
});
