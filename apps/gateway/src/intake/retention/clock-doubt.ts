import type { ClockState } from '#decoder';
import { lengthOf } from '../decoders/time-words.js';

/** Facts that decide whether this machine's clock may tell which passings are old. */
export interface ClockFacts {
  readonly nowMs: number;
  /** Why the clock is doubtful because of a step. */
  readonly stepDoubt: string | undefined;
  /** Difference of the clock from the time that passings are timed by; above 0 it is ahead. */
  readonly aheadUs: number;
  /** Time in this run without a step of the clock. */
  readonly steadyForMs: number;
  /** A decoder's own clock has agreed since the last step. */
  readonly isVouched: boolean;
  readonly newestReceiptMs: number | undefined;
  /** Findings at the start; undefined where the store did not tell. */
  readonly start: ClockAtStart | undefined;
}

export interface ClockAtStart {
  readonly atMs: number;
  /**
   * Latest time known from before this run, whose own receipts the clock in doubt would date; undefined where there is none.
   */
  readonly latestKnownMs: number | undefined;
}

const DAY_MS = 86_400_000;
/** Largest difference of a decoder in local time, which is less than this from UTC everywhere. */
const AGREES_WITHIN_US = 86_400_000_000;

/**
 * Why the clock of this machine must not decide at present which passings to drop, as part of a sentence. A day without a
 * step and the word of a decoder's own clock settle every doubt.
 */
export function clockDoubt(facts: ClockFacts): string | undefined {
  const { nowMs, stepDoubt, aheadUs, steadyForMs, isVouched, newestReceiptMs, start } = facts;
  if (stepDoubt !== undefined) return stepDoubt;
  // A step is believed after a week, but not where a decoder contradicts it.
  if (aheadUs !== 0)
    return `it is ${lengthOf(aheadUs)} ${aheadUs > 0 ? 'ahead of' : 'behind'} the decoders' clocks`;
  const isSteady = steadyForMs >= DAY_MS;
  if (newestReceiptMs !== undefined && nowMs < newestReceiptMs && !(isSteady && isVouched))
    return `the clock of this machine says ${when(nowMs)}, and the newest passing was received at ${when(newestReceiptMs)}`;
  // Before a day has passed, the receipts of this run prove no time: its own clock dated them.
  if (isSteady || isVouched) return undefined;
  if (start === undefined)
    return 'the time of the newest receipt could not be read at the start, to compare the clock of this machine with it';
  const { atMs, latestKnownMs } = start;
  if (latestKnownMs === undefined || atMs <= latestKnownMs + DAY_MS) return undefined;
  return (
    `at the start of the gateway, less than a day ago, it showed ${when(atMs)}, while the latest time known from before ` +
    `is ${when(latestKnownMs)}`
  );
}

/** Whether a decoder's own clock, asked since the clock of this machine stepped, says the same day. */
export function isAgreeing(
  { measuredOffsetUs, measuredAtUs }: Pick<ClockState, 'measuredOffsetUs' | 'measuredAtUs'>,
  nowMs: number,
  steadyForMs: number,
): boolean {
  if (measuredOffsetUs === undefined || measuredAtUs === undefined) return false;
  const agoMs = nowMs - measuredAtUs / 1000;
  return agoMs >= 0 && agoMs <= steadyForMs && Math.abs(measuredOffsetUs) <= AGREES_WITHIN_US;
}

export function when(ms: number): string {
  return new Date(ms).toISOString().replace(/^(.{10})T(.{5}).*/, '$1 $2 UTC');
}
