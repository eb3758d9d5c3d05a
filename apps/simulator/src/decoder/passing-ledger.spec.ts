import type { KeptPassing } from './kept-passing.js';
import { PassingLedger } from './passing-ledger.js';

function passing(passingNumber: number, epoch = 1): KeptPassing {
  return {
    epoch,
    passingNumber,
    transponder: 1,
    rtcTimeUs: 0,
    strength: undefined,
    hits: undefined,
    flags: 0,
    batteryVoltageV: undefined,
    temperatureC: undefined,
    pushed: true,
  };
}

const numbers = (passings: Iterable<KeptPassing>): number[] =>
  [...passings].map((each) => each.passingNumber);

describe('PassingLedger', () => {
  it('should find a range with both ends, also between numbers that step by 2', () => {
    const ledger = new PassingLedger(100);
    for (const number of [1, 3, 5, 7, 9]) ledger.append(passing(number));
    expect(numbers(ledger.range(3, 7))).toEqual([3, 5, 7]);
    expect(numbers(ledger.range(4, 8))).toEqual([5, 7]);
    expect(numbers(ledger.range(0, 99))).toEqual([1, 3, 5, 7, 9]);
    expect(numbers(ledger.range(10, 99))).toEqual([]);
    expect(numbers(ledger.range(7, 3))).toEqual([]);
  });

  it('should hold the newest passings only, and never more than an eighth beyond', () => {
    const ledger = new PassingLedger(10);
    for (let number = 1; number <= 1000; number++) {
      ledger.append(passing(number));
      const all = numbers(ledger.all());
      expect(all.length).toBe(Math.min(10, number));
      expect(all.at(-1)).toBe(number);
      expect(ledger.bounds()).toEqual({ first: Math.max(1, number - 9), last: number });
    }
    expect(numbers(ledger.range(0, 1000))).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999, 1000]);
  });

  it('should remember earlier epochs, but not find them by number', () => {
    const ledger = new PassingLedger(100);
    ledger.append(passing(1));
    ledger.append(passing(2));
    ledger.forget();
    expect(ledger.bounds()).toBeUndefined();
    ledger.append(passing(1, 2));
    expect([...ledger.range(0, 9)].map(({ epoch }) => epoch)).toEqual([2]);
    expect(ledger.all().map(({ epoch }) => epoch)).toEqual([1, 1, 2]);
  });

  it('should find numbers on both sides of the wrap, and know how far back they go', () => {
    const ledger = new PassingLedger(100);
    for (const number of [4294967293, 4294967294, 4294967295, 0, 1]) ledger.append(passing(number));
    expect(ledger.hasWrapped()).toBe(true);
    expect(ledger.bounds()).toEqual({ first: 4294967293, last: 1 });
    expect(numbers(ledger.range(4294967294, 4294967295))).toEqual([4294967294, 4294967295]);
    expect(numbers(ledger.range(0, 0))).toEqual([0]);
    expect(numbers(ledger.range(0, 4294967295))).toEqual([4294967293, 4294967294, 4294967295, 0, 1]);
  });

  it('should have a number once where it comes again behind a wrap', () => {
    const ledger = new PassingLedger(100);
    for (const number of [1, 2, 3, 4294967295, 0, 1, 2]) ledger.append(passing(number));
    expect(ledger.bounds()).toEqual({ first: 3, last: 2 });
    expect(numbers(ledger.range(0, 9))).toEqual([3, 0, 1, 2]);
    for (const number of [4294967295, 0]) ledger.append(passing(number));
    expect(numbers(ledger.range(0, 4294967295))).toEqual([1, 2, 4294967295, 0]);
    expect(ledger.all()).toHaveLength(9);
  });

  it('should keep the wrap in its place when the oldest are dropped', () => {
    const ledger = new PassingLedger(10);
    for (let step = 0; step < 40; step++) ledger.append(passing((4294967295 - 30 + step) % 2 ** 32));
    expect(ledger.bounds()).toEqual({ first: 4294967295, last: 8 });
    expect(numbers(ledger.range(0, 4294967295))).toEqual([4294967295, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    ledger.append(passing(9));
    expect(ledger.hasWrapped()).toBe(false);
    expect(numbers(ledger.range(0, 4294967295))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
