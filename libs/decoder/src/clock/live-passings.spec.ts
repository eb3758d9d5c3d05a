import { LivePassings } from './live-passings.js';

const SECOND_US = 1_000_000;
const NOW_US = 1_700_000_000 * SECOND_US;
const HOUR_US = 3600 * SECOND_US;

describe(LivePassings.name, () => {
  const live = new LivePassings();
  beforeEach(() => {
    live.forget();
  });
  /** Notes a passing by a clock that is two hours ahead. */
  const comes = (atS: number, lateS = 0): void => {
    const receivedAtUs = NOW_US + atS * SECOND_US;
    live.note({ rtcTimeUs: receivedAtUs + 2 * HOUR_US - lateS * SECOND_US, receivedAtUs });
  };

  it('tells an offset that is right from one that dates a passing into the future, or years back', () => {
    expect(live.wordOn(-2 * HOUR_US, 0)).toBeUndefined();
    comes(0);
    expect(live.wordOn(-2 * HOUR_US, 0)).toBe('agrees');
    expect(live.wordOn(0, 0)).toBe('contradicts');
    expect(live.wordOn(NOW_US, 0)).toBe('contradicts');
    expect(live.wordOn(-NOW_US, 0)).toBe('contradicts');
    expect(live.wordOn(-2 * HOUR_US, NOW_US + 1)).toBeUndefined();
  });

  it('takes what a line held back for no other clock, and one that stays behind by the same for one', () => {
    for (const [atS, lateS] of [
      [0, 60],
      [2, 40],
      [4, 20],
    ] as const)
      comes(atS, lateS);
    expect(live.wordOn(-2 * HOUR_US, 0)).toBeUndefined();
    live.forget();
    for (const atS of [0, 1, 2]) comes(atS, 600);
    expect(live.wordOn(-2 * HOUR_US, 0)).toBeUndefined();
    comes(3.5, 600);
    expect(live.wordOn(-2 * HOUR_US, 0)).toBe('contradicts');
  });

  it('goes with the clock of the host when that is set', () => {
    comes(0);
    live.hostMoved(HOUR_US);
    expect(live.wordOn(-HOUR_US, 0)).toBe('agrees');
  });
});
