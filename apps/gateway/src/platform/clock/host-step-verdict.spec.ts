import { isOfSomeZone, verdictOn } from './host-step-verdict.js';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
const LOST = 40 * 365 * DAY_US + 123_456_789;

describe(isOfSomeZone.name, () => {
  it.each([0, -2 * HOUR_US, 12 * HOUR_US, -14 * HOUR_US, -5.75 * HOUR_US, -HOUR_US + 29_000_000])(
    'takes %d us for the time of a zone',
    (offsetUs) => {
      expect(isOfSomeZone(offsetUs)).toBe(true);
    },
  );

  it.each([12.25 * HOUR_US, -14.25 * HOUR_US, 14 * DAY_US, 5_047_000_000, LOST, NaN])(
    'takes %d us for none',
    (offsetUs) => {
      expect(isOfSomeZone(offsetUs)).toBe(false);
    },
  );
});

describe(verdictOn.name, () => {
  it.each([
    ['believe', [-14 * DAY_US], 14 * DAY_US, false],
    ['believe', [-14 * DAY_US, LOST], 14 * DAY_US, false],
    ['hold', [0], 800 * DAY_US, false],
    ['hold', [-2 * HOUR_US, LOST], -14 * DAY_US, true],
    ['wait', [0], HOUR_US, false],
    ['wait', [LOST], 14 * DAY_US, false],
    ['wait', [], 14 * DAY_US, false],
    ['believe', [], 14 * DAY_US, true],
    ['wait', [], -14 * DAY_US, true],
    ['wait', [0, -14 * DAY_US], 14 * DAY_US, false],
  ] as const)(
    '%s: offsets %j, a step of %d us, behind its latest time: %s',
    (verdict, offsets, byUs, wasBehind) => {
      expect(verdictOn(offsets, byUs, wasBehind)).toBe(verdict);
    },
  );
});
