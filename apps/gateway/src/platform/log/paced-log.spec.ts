import { jest } from '@jest/globals';
import fc from 'fast-check';
import { PacedLog } from './paced-log.js';

describe(PacedLog.name, () => {
  let said: string[] = [];
  const say = (message: string): void => {
    said.push(message);
  };

  beforeEach(() => {
    said = [];
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  it('says a few changes at once, and of many the last one, with their count', () => {
    const log = new PacedLog();
    for (let each = 1; each <= 10; each++) log.tell(each % 2 === 0 ? 'closed' : `open ${each}`, say);
    expect(said).toEqual(['open 1', 'closed', 'open 3', 'closed', 'open 5', 'closed']);
    jest.advanceTimersByTime(30_000);
    expect(said.slice(6)).toEqual(['closed (and 3 more since the last line)']);
  });

  it('says at most two lines in a minute of what changes for ever', () => {
    const log = new PacedLog();
    for (let second = 0; second < 3600; second++) {
      log.tell('open', say);
      log.tell('closed', say);
      jest.advanceTimersByTime(1000);
    }
    expect(said.length).toBeLessThan(6 + 121);
  });

  it('says at once again what changes after a quiet time', () => {
    const log = new PacedLog();
    for (let each = 0; each < 7; each++) log.tell('open', say);
    jest.advanceTimersByTime(300_000);
    said = [];
    log.tell('closed', say);
    expect(said).toEqual(['closed']);
  });

  it('always comes to say how it is, in the order in which it changed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { minLength: 1, maxLength: 60 }), (pauses) => {
        said = [];
        const log = new PacedLog();
        pauses.forEach((pauseMs, index) => {
          jest.advanceTimersByTime(pauseMs);
          log.tell(`state ${index}`, say);
        });
        jest.advanceTimersByTime(60_000);
        const numbers = said.map((line) => Number(/^state (\d+)/.exec(line)?.[1]));
        expect(numbers.at(-1)).toBe(pauses.length - 1);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }),
    );
  });
});
