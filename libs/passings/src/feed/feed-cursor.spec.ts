import { cursorText, type FeedExtent, type FeedGeneration, placeOf, readCursor } from './feed-cursor.js';

const generation = (id: string, parent: string, began: number): FeedGeneration => ({ id, parent, began });
const [one, two, three] = [generation('g1', '', 1), generation('g2', 'g1', 100), generation('g3', 'g2', 150)];
const extent = (generations: FeedGeneration[], more: Partial<FeedExtent> = {}): FeedExtent => ({
  feed: 'f',
  generations,
  oldest: 1,
  next: 200,
  ...more,
});
const at = (of: FeedGeneration, sequence: number, feed = 'f') => ({ feed, generation: of, sequence });

describe('a cursor', () => {
  it.each([at(one, 0), at(two, 281_474_976_710_655), at(generation('g9', 'g8', 46_656), 7)])(
    'is read as it was written',
    (cursor) => {
      expect(readCursor(cursorText(cursor))).toEqual(cursor);
    },
  );

  it.each([
    '',
    '17',
    'f-g1--1',
    'f-g1--1.',
    'f-g1--1.-5',
    'f-g1--1.5e3',
    ' f-g1--1.5',
    'f-g1--1.5 ',
    'f-g1-1.5',
  ])('is not %j', (text) => {
    expect(readCursor(text)).toBeUndefined();
  });
});

describe(placeOf.name, () => {
  it.each<[string, FeedGeneration, sequence: number, FeedGeneration[], place: number | undefined]>([
    ['of the generation in force', two, 180, [one, two], 180],
    ['below the number at which the next began', one, 99, [one, two], 99],
    ['at that number', one, 100, [one, two], 100],
    ['beyond it', one, 130, [one, two], 100],
    [
      'beyond the lowest of several',
      one,
      170,
      [one, generation('g2', 'g1', 120), generation('g3', 'g2', 110)],
      110,
    ],
    ['of a lost generation, below its beginning', two, 90, [one, generation('g4', 'g1', 120)], 90],
    ['of a lost generation, beyond its beginning', two, 130, [one, generation('g4', 'g1', 120)], 100],
    [
      'of a lost generation, with an earlier one in its place',
      two,
      130,
      [one, generation('g4', 'g1', 80)],
      80,
    ],
    ['of a lost generation whose parent was lost too', three, 160, [one, generation('g4', 'g1', 120)], 1],
    ['beyond what there is', two, 201, [one, two], undefined],
  ])('%s', (_, of, sequence, generations, place) => {
    expect(placeOf(at(of, sequence), extent(generations))).toEqual(
      place === undefined ? undefined : { sequence: place, isRewound: place < sequence },
    );
  });

  it('is not known of another feed, or below what is kept', () => {
    expect(placeOf(at(one, 50, 'other'), extent([one]))).toBeUndefined();
    expect(placeOf(at(one, 49), extent([one], { oldest: 50 }))).toBeUndefined();
    expect(placeOf(at(one, 50), extent([one], { oldest: 50 }))).toEqual({ sequence: 50, isRewound: false });
    expect(placeOf(at(one, 180), extent([one, two], { oldest: 120 }))).toBeUndefined();
  });
});
