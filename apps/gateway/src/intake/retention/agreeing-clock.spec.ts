import { isAgreeing } from './agreeing-clock.js';

const HOUR_US = 3_600_000_000;
const NOW_MS = Date.UTC(2026, 6, 1);

describe(isAgreeing.name, () => {
  const measured = (hours: number, agoMs = 1000) => ({
    measuredOffsetUs: hours * HOUR_US,
    measuredAtUs: (NOW_MS - agoMs) * 1000,
  });

  it.each([0, 14, -12, 24])('takes %d hours off for a clock in local time', (hours) => {
    expect(isAgreeing(measured(hours), NOW_MS, 5000)).toBe(true);
  });

  it.each([25, -25, 24 * 800])('takes %d hours off for another time', (hours) => {
    expect(isAgreeing(measured(hours), NOW_MS, 5000)).toBe(false);
  });

  it('counts only what was asked since the last step', () => {
    expect(isAgreeing(measured(0, 5001), NOW_MS, 5000)).toBe(false);
    expect(isAgreeing(measured(0, -1), NOW_MS, 5000)).toBe(false);
    expect(isAgreeing({ measuredOffsetUs: undefined, measuredAtUs: undefined }, NOW_MS, 5000)).toBe(false);
  });
});
