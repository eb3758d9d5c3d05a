import { lengthOf } from '../decoders/time-words.js';

/** What tells whether the clock of this machine may decide what is old. */
export interface ClockFacts {
  readonly nowMs: number;
  /** Why it is doubtful because of a step. */
  readonly stepDoubt: string | undefined;
  /** By how much it is ahead of the time that passings are timed by. */
  readonly aheadUs: number;
  /** For how long, of this run, it has not stepped. */
  readonly steadyForMs: number;
  /** A decoder's own clock has agreed since the last step. */
  readonly isVouched: boolean;
  readonly newestReceiptMs: number | undefined;
  /** What the start found; undefined where the store did not tell. */
  readonly start: ClockAtStart | undefined;
}

export interface ClockAtStart {
  readonly atMs: number;
  /** The latest time known from before this run, whose own receipts its clock would date; undefined: none. */
  readonly latestKnownMs: number | undefined;
}

const DAY_MS = 86_400_000;

/**
 * Why nothing may be dropped by the clock of this machine now, as part of a sentence. A day without a step and the word of
 * a decoder's own clock settle every doubt.
 */
export function clockDoubt(facts: ClockFacts): string | undefined {
  const { nowMs, stepDoubt, aheadUs, steadyForMs, isVouched, newestReceiptMs, start } = facts;
  if (stepDoubt !== undefined) return stepDoubt;
  // A step is believed after a week, but not where a decoder contradicts it.
  if (aheadUs !== 0)
    return `it is ${lengthOf(aheadUs)} ${aheadUs > 0 ? 'ahead of' : 'behind'} what the decoders' clocks say`;
  const isSteady = steadyForMs >= DAY_MS;
  if (newestReceiptMs !== undefined && nowMs < newestReceiptMs && !(isSteady && isVouched))
    return `the clock of this machine says ${when(nowMs)}, and the newest passing was received at ${when(newestReceiptMs)}`;
  // For so long the gateway has just started: receipts of its own prove nothing.
  if (isSteady || isVouched) return undefined;
  if (start === undefined)
    return 'the store did not tell at the start when the newest passing was received, to compare the clock of this machine with';
  const { atMs, latestKnownMs } = start;
  if (latestKnownMs === undefined || atMs <= latestKnownMs + DAY_MS) return undefined;
  return (
    `it has said so for less than a day, and at the start of the gateway it said ${when(atMs)}, while the latest that is ` +
    `known from before is of ${when(latestKnownMs)}`
  );
}

export function when(ms: number): string {
  return new Date(ms).toISOString().replace(/^(.{10})T(.{5}).*/, '$1 $2 UTC');
}
