import type { NumberRange, PassingsRepository, Witness } from '#passings';
import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { NaivePassingsRepository } from '../../../../../libs/passings/src/testing/naive-passings.repository.js';
import type { DecoderDialogue } from '../../intake/recovery/decoder-dialogue.js';
import { comparedWithKept, samplesOf, wholeOf } from './kept-as-sent.js';

const numbersOf = (ranges: readonly NumberRange[]): number[] =>
  ranges.flatMap(({ from, until }) => Array.from({ length: until - from + 1 }, (_, at) => from + at));

describe(samplesOf.name, () => {
  it('are all numbers where they are few, and none where there are none', () => {
    expect(samplesOf({ from: 1, until: 0 })).toEqual([]);
    expect(samplesOf({ from: 7, until: 7 })).toEqual([{ from: 7, until: 7 }]);
    expect(samplesOf({ from: 1, until: 200 })).toEqual([{ from: 1, until: 200 }]);
  });

  it.each([201, 202, 208, 300, 100_000])('are the ends and a few between them of %d, each once', (count) => {
    const range = { from: 500, until: 499 + count };
    const numbers = numbersOf(samplesOf(range));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers);
    expect(numbers.slice(0, 100)).toEqual(numbersOf([{ from: 500, until: 599 }]));
    expect(numbers.slice(-100)).toEqual(numbersOf([{ from: range.until - 99, until: range.until }]));
    expect(numbers.length).toBeLessThanOrEqual(209);
  });
});

describe(wholeOf.name, () => {
  it('is the whole range, in blocks of at most a thousand', () => {
    expect(wholeOf({ from: 5, until: 2004 })).toEqual([
      { from: 5, until: 1004 },
      { from: 1005, until: 2004 },
    ]);
    expect(wholeOf({ from: 5, until: 4 })).toEqual([]);
  });
});

describe(comparedWithKept.name, () => {
  const repository: PassingsRepository = new NaivePassingsRepository();
  const looked: NumberRange[] = [];
  const compare = (sent: readonly Witness[], kept: readonly number[]) => {
    const dialogue = {
      look: (block: NumberRange) => {
        looked.push(block);
        return Promise.resolve({ sent, trouble: undefined });
      },
    } as unknown as DecoderDialogue;
    const compared = { dialogue, decoderId: 'finish', wireId: undefined, repository };
    return comparedWithKept(compared, [{ from: 1, until: 9 }], new Set(kept));
  };
  const sent = (number: number, rtcTimeUs: number | null): Witness => ({
    number,
    rtcTimeUs,
    transponderId: '1',
  });

  beforeAll(() =>
    repository.store([1, 2, 3].map((number) => aPassing({ passingNumber: number, timeUs: number }))),
  );

  it('tells those that are kept from those that are others, and leaves out what is not kept', async () => {
    expect(await compare([sent(1, 1), sent(2, 77), sent(4, 4)], [1, 2, 3])).toEqual({
      compared: 2,
      differing: 1,
      kept: new Set([1]),
    });
  });

  it('takes no passing without a time of the decoder for another one', async () => {
    expect(await compare([sent(1, null)], [1])).toMatchObject({ compared: 0, differing: 0 });
  });

  it('asks for no block of which nothing is kept', async () => {
    looked.length = 0;
    expect(await compare([], [10])).toMatchObject({ compared: 0 });
    expect(looked).toEqual([]);
  });
});
