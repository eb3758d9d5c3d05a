import { clockDoubt, type ClockFacts, isAgreeing } from './clock-doubt.js';

const HOUR_US = 3_600_000_000;
const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 6, 1, 12);
const facts: ClockFacts = {
  nowMs: NOW_MS,
  stepDoubt: undefined,
  aheadUs: 0,
  steadyForMs: 60_000,
  isVouched: false,
  newestReceiptMs: NOW_MS - 1000,
  start: { atMs: NOW_MS - 60_000, latestKnownMs: NOW_MS - DAY_MS },
};
const ahead = { ...facts, start: { atMs: NOW_MS - 60_000, latestKnownMs: NOW_MS - 2 * DAY_MS } };
const behind = { ...facts, newestReceiptMs: NOW_MS + 1 };

describe(clockDoubt.name, () => {
  it.each([
    ['a clock that goes on from what is known', facts],
    ['a store that had nothing', { ...facts, start: { atMs: NOW_MS, latestKnownMs: undefined } }],
    ['a start that was ahead a day ago', { ...ahead, steadyForMs: DAY_MS }],
    ['a start that was ahead, where a decoder agrees', { ...ahead, isVouched: true }],
    ['a day and a decoder against one receipt', { ...behind, steadyForMs: DAY_MS, isVouched: true }],
    ['a store that did not tell at the start a day ago', { ...facts, start: undefined, steadyForMs: DAY_MS }],
  ])('believes %s', (_, each) => {
    expect(clockDoubt(each)).toBeUndefined();
  });

  it.each([
    ['a step', { ...facts, stepDoubt: 'it stepped' }, /^it stepped$/],
    [
      'a clock that a decoder contradicts',
      { ...facts, aheadUs: 800 * DAY_MS * 1000, steadyForMs: 9 * DAY_MS, isVouched: true },
      /^it is 800 days ahead of the decoders' clocks$/,
    ],
    ['a clock before the newest receipt', behind, /says 2026-07-01 12:00 UTC, and the newest passing/],
    ['the same after a day', { ...behind, steadyForMs: DAY_MS }, /newest passing/],
    ['the same where a decoder agrees for less', { ...behind, isVouched: true }, /newest passing/],
    ['a start that was ahead', ahead, /at the start .* 2026-07-01 11:59 UTC, while .* 2026-06-29 12:00 UTC/],
    ['a store that did not tell', { ...facts, start: undefined }, /the newest receipt could not be read/],
  ])('doubts %s', (_, each, words) => {
    expect(clockDoubt(each)).toMatch(words);
  });
});

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
