import { type DatingCandidate, datesByOrder } from './date-by-order.js';

const MINUTE_US = 60_000_000;

/** Passings with their minutes by the first and by the second era; null where the era is impossible. */
function passings(...minutes: readonly (readonly [number | null, number | null])[]): DatingCandidate[][] {
  return minutes.map((pair) =>
    pair.flatMap((minute, era) => (minute === null ? [] : { era, timeUs: minute * MINUTE_US })),
  );
}
const minutesOf = (told: ReturnType<typeof datesByOrder>): unknown =>
  told?.map((candidates) => candidates.map(({ timeUs }) => timeUs / MINUTE_US));

describe(datesByOrder.name, () => {
  it('finds where the clock was set back: raw times fall there', () => {
    expect(minutesOf(datesByOrder(passings([30, 90], [60, 120], [30, 90], [60, 120], [90, 150])))).toEqual([
      [30],
      [60],
      [90],
      [120],
      [150],
    ]);
  });

  it('finds where it was set forward: by the era after, all before lie too early', () => {
    expect(minutesOf(datesByOrder(passings([30, null], [60, 0], [150, 90], [null, 120])))).toEqual([
      [30],
      [60],
      [90],
      [120],
    ]);
  });

  it('leaves both where both can be', () => {
    expect(minutesOf(datesByOrder(passings([30, 90], [40, 100])))).toEqual([
      [30, 90],
      [40, 100],
    ]);
  });

  it('knows no way where it was set more often, and takes nothing for all', () => {
    expect(datesByOrder(passings([30, 90], [20, 80], [10, 70]))).toBeUndefined();
    expect(datesByOrder(passings([30, null], [20, null]))).toBeUndefined();
    expect(datesByOrder([])).toEqual([]);
  });

  it('lets two beside each other be numbered the other way round', () => {
    const pair = [30 * MINUTE_US + 900_000, 30 * MINUTE_US].map((timeUs) => [{ era: 0, timeUs }]);
    expect(datesByOrder(pair)).toEqual(pair);
  });
});
