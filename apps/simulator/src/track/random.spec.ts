import { mixSeed, seededRandom, wholeBetween } from './random.js';

describe('seededRandom', () => {
  it('should give the known mulberry32 sequence', () => {
    const random = seededRandom(1);
    const first = [random(), random(), random()].map((value) => Math.floor(value * 2 ** 32));
    expect(first).toEqual([2693262067, 11749833, 2265367787]);
  });

  it('should reach both ends of a whole range and nothing beyond', () => {
    const random = seededRandom(7);
    const drawn = new Set(Array.from({ length: 1000 }, () => wholeBetween(random, 2, 5)));
    expect([...drawn].sort()).toEqual([2, 3, 4, 5]);
  });
});

describe('mixSeed', () => {
  it('should tell order, sign and values beyond 32 bits apart', () => {
    const seeds = [mixSeed(1, 2), mixSeed(2, 1), mixSeed(1, -2), mixSeed(1, 2 + 2 ** 32), mixSeed(1)];
    expect(new Set(seeds).size).toBe(seeds.length);
  });
});
