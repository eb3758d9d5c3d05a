import { FEED_RUN_BYTES } from '../record-layout.js';
import { emptyBehind, type FeedRun, outdatedRuns, packedRun, runsIn, stretchesOf } from './feed-run.js';

const run = (first: number, count: number, given: Partial<FeedRun> = {}): FeedRun => ({
  first,
  chunk: 7,
  segment: 0,
  slot: 0,
  count,
  ...given,
});

describe('runs', () => {
  it('are read as they were packed', () => {
    const most = {
      first: 2 ** 48 - 1,
      chunk: 2 ** 32 - 1,
      segment: 65_535,
      slot: 2 ** 24 - 1,
      count: 2 ** 24 - 1,
    };
    const runs = [run(1, 5), most, run(6, 2, { chunk: 8, segment: 3, slot: 4 })];
    expect(packedRun(most)).toHaveLength(FEED_RUN_BYTES);
    expect(runsIn(Buffer.concat(runs.map(packedRun)))).toEqual(runs);
    expect(runsIn(Buffer.alloc(FEED_RUN_BYTES - 1))).toEqual([]);
  });

  it('do not count where a later one begins at their number or before it', () => {
    expect(outdatedRuns([run(0, 0), run(1, 5), run(6, 2)], run(8, 1))).toEqual([]);
    expect(outdatedRuns([run(1, 5), run(6, 2), run(1, 9)], run(10, 1))).toEqual([run(6, 2), run(1, 5)]);
    expect(outdatedRuns([run(1, 5), run(6, 2)], run(6, 3))).toEqual([run(6, 2)]);
  });
});

describe(stretchesOf.name, () => {
  const runs = [run(0, 0), run(1, 5), run(6, 2, { chunk: 8, slot: 3 }), run(20, 4, { chunk: 9 })];
  it.each<[from: number, most: number, expected: [first: number, slot: number, count: number][]]>([
    [
      0,
      100,
      [
        [1, 0, 5],
        [6, 3, 2],
        [20, 0, 4],
      ],
    ],
    [
      4,
      3,
      [
        [4, 3, 2],
        [6, 3, 1],
      ],
    ],
    [
      7,
      3,
      [
        [7, 4, 1],
        [20, 0, 2],
      ],
    ],
    [8, 1, [[20, 0, 1]]],
    [24, 9, []],
  ])('from %i on, at most %i', (from, most, expected) => {
    const found = stretchesOf(runs, from, most).map(({ first, slot, count }) => [first, slot, count]);
    expect(found).toEqual(expected);
  });
});

describe(emptyBehind.name, () => {
  it('begins at 1, and behind every run, however many there are', () => {
    expect(emptyBehind([])).toEqual({ first: 1, chunk: 0, segment: 0, slot: 0, count: 0 });
    // The end of a torn script, applied late, leaves a run that is not the last.
    expect(emptyBehind([run(1, 20), run(15, 2)]).first).toBe(21);
    const many = Array.from({ length: 300_000 }, (_, at) => run(1 + 2 * at, 2));
    expect(emptyBehind(many).first).toBe(600_001);
  });
});
