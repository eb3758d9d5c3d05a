import { account, beginLedger, type Witness } from '#passings';
import { countedBefore, MOST_COMPARED, numbersReplaced, toCompare } from './numbering-evidence.js';

const NOW_MS = 1_707_934_320_000;
const passing = (number: number, rtcTimeUs: number | null = number): Witness => ({
  number,
  rtcTimeUs,
  transponderId: '1',
});
const numbersIn = (passings: readonly Witness[]): number[] => passings.map(({ number }) => number);
const numbers = (until: number): number[] => Array.from({ length: until }, (_, at) => at + 1);

describe(toCompare.name, () => {
  const { ledger } = account(beginLedger(2), [2, 3, 6, 7], NOW_MS);
  const compare = (sent: readonly Witness[], arrived: readonly Witness[] = []): number[] =>
    numbersIn(toCompare(sent, ledger, { highest: 3, arrived }));

  it('takes what was counted, before and since, and not what is missing or beyond', () => {
    expect(compare(numbers(9).map((each) => passing(each)))).toEqual([2, 3, 6, 7]);
  });

  it('leaves out what tells nothing, and what came just so', () => {
    expect(compare([passing(2, null), passing(3), passing(7)], [passing(7)])).toEqual([3]);
    expect(compare([passing(7)], [passing(7, 99)])).toEqual([7]);
  });

  it('takes the newest of either time, where there are very many', () => {
    const many = account(beginLedger(1), numbers(3 * MOST_COMPARED), NOW_MS).ledger;
    const sent = numbers(3 * MOST_COMPARED).map((each) => passing(each));
    const compared = numbersIn(toCompare(sent, many, { highest: MOST_COMPARED + 1, arrived: [] }));
    expect([compared.length, compared[0], compared.at(-1)]).toEqual([
      2 * MOST_COMPARED,
      2,
      3 * MOST_COMPARED,
    ]);
  });
});

describe(numbersReplaced.name, () => {
  it('names the numbers under which the decoder has another passing than the one that came', () => {
    const came = [passing(1), passing(2), passing(3, null)];
    expect(numbersReplaced([passing(1), passing(2, 99), passing(3), passing(4)], came)).toEqual([2]);
  });
});

describe(countedBefore.name, () => {
  const { ledger } = account(beginLedger(1), [1, 2, 9], NOW_MS);

  it('is the highest that was counted, or the one before the hole that the lowest which is sent lies in', () => {
    expect(countedBefore([passing(10)], 9, ledger)).toBe(9);
    expect(countedBefore([passing(10), passing(4)], 9, ledger)).toBe(2);
    expect(countedBefore([], 9, ledger)).toBe(9);
  });
});
