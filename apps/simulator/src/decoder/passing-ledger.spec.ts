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
});
