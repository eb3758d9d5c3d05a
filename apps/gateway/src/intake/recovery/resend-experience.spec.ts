import { ResendExperience } from './resend-experience.js';

const HOLE = { from: 10, until: 10 };
const BLOCK = { from: 20, until: 29 };

describe('ResendExperience', () => {
  let experience: ResendExperience;
  beforeEach(() => {
    experience = new ResendExperience();
  });

  it('takes a hole of which nothing comes for empty', () => {
    expect(experience.cameNothing(1, false)).toBe('empty');
  });

  it('is used to nothing once narrow holes are empty one after the other', () => {
    for (let time = 0; time < 8; time++) experience.cameNothing(1, false);
    expect(experience.isUsedToNothing).toBe(true);
    experience.cameSome(BLOCK, new Set([20]), false);
    expect(experience.isUsedToNothing).toBe(false);
  });

  it('believes no nothing of a decoder that was seen to hold back, nor that it told before', () => {
    experience.settled([HOLE]);
    expect(experience.cameSome(BLOCK, new Set([20, 21]), false)).toEqual([]);
    expect(experience.cameSome({ from: 22, until: 29 }, new Set([25]), false)).toEqual([HOLE]);
    expect(experience.cameSome({ from: 22, until: 29 }, new Set([26]), false)).toEqual([]);
    const verdicts = Array.from({ length: 10 }, () => experience.cameNothing(1, false));
    expect(verdicts).toEqual([...Array<string>(9).fill('again'), 'leave']);
  });

  it('does not hold against it what it was asked for the first time', () => {
    experience.cameSome(BLOCK, new Set([20]), false);
    experience.cameSome({ from: 40, until: 49 }, new Set([40]), false);
    expect(experience.cameNothing(9, false)).toBe('empty');
  });

  it('does not hold against it what the line spoiled', () => {
    experience.cameSome(BLOCK, new Set([20]), true);
    experience.cameSome({ from: 21, until: 29 }, new Set([21]), false);
    expect(experience.cameNothing(1, false)).toBe('empty');
  });

  it('asks again where the line spoiled what came, and leaves it missing in the end', () => {
    const verdicts = Array.from({ length: 10 }, () => experience.cameNothing(1, true));
    expect(verdicts).toEqual([...Array<string>(9).fill('again'), 'leave']);
  });
});
