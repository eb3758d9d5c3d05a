import { MissingNumbers } from './missing-numbers.js';
import type { MissingRange } from './missing-range.js';
import { type NumberRange, subtract } from './number-ranges.js';
import {
  type Doubt,
  type DoubtReason,
  isLaterThan,
  isTelling,
  MOST_ARRIVED,
  type Numbering,
  UNKNOWN_NUMBERING,
  type Unproven,
  type Witness,
} from './numbering.js';

/** Missing when the numbers began again: no decoder can be asked for them any more. */
export interface LostRange extends MissingRange {
  readonly epoch: number;
}

/**
 * What is known of the passing numbers of one decoder. In each epoch every number from `firstNumber` to `highest` is
 * received, empty on the decoder, or missing; nothing else.
 */
export interface DecoderLedger {
  /** Counts how often the numbers began again. */
  readonly epoch: number;
  readonly firstNumber: number;
  /** `firstNumber - 1` before the first one. */
  readonly highest: number;
  readonly missing: MissingNumbers;
  /** Numbers of this epoch that came only when they were asked for. */
  readonly recovered: number;
  /** Numbers of this epoch that the decoder does not have either: some count by 2. */
  readonly empty: number;
  /** The newest of those that were lost with an older numbering, and how many that are in all. */
  readonly lost: readonly LostRange[];
  readonly lostCount: number;
  /** How often a passing of it was dated anew, because the clock of the machine had been wrong; of every epoch. */
  readonly redated?: number;
  readonly numbering: Numbering;
  /** The decoder itself was asked for its numbers. */
  readonly isReconciled: boolean;
  /** Its SESSION speaks of something else than passing numbers. */
  readonly isSessionOdd: boolean;
  /** The newest passing of this numbering that is known. */
  readonly witness: Witness | null;
  /** Set whenever the decoder was out of sight, until its numbers are known to go on. */
  readonly unproven: Unproven | null;
  /** Stays: passings may have been lost, and nobody can be asked any more. */
  readonly doubt: Doubt | null;
  /** When this numbering began, as far as that was seen; ledgers of older versions have none. */
  readonly epochSinceMs?: number | null;
  /** Up to here retention dropped what was kept of this numbering; ledgers of older versions have none. */
  readonly droppedUntil?: DroppedUntil | null;
}

/** The passing of the highest number that was dropped, and its time. */
export interface DroppedUntil {
  readonly number: number;
  readonly timeUs: number;
}

export interface Accounted {
  readonly ledger: DecoderLedger;
  /** Too far above all others to be believed without the decoder's own word. */
  readonly far: readonly number[];
  /** Known already, or of another numbering. */
  readonly below: readonly number[];
  /** The highest of those that were counted. */
  readonly newest: number | undefined;
}

/** A higher jump is a forged number, or days without us: only the decoder knows. */
export const LARGEST_JUMP = 10_000;
const MOST_LOST_RANGES = 100;

/** Everything below `firstNumber` is none of our business. */
export function beginLedger(firstNumber: number, numbering = UNKNOWN_NUMBERING): DecoderLedger {
  return {
    epoch: 1,
    firstNumber,
    highest: firstNumber - 1,
    missing: MissingNumbers.none,
    recovered: 0,
    empty: 0,
    lost: [],
    lostCount: 0,
    numbering,
    isReconciled: false,
    isSessionOdd: false,
    witness: null,
    unproven: null,
    doubt: null,
  };
}

/** Everything up to and with it is settled: received, or empty on the decoder. */
export function contiguousMark({ missing, highest }: DecoderLedger): number {
  return (missing.first?.from ?? highest + 1) - 1;
}

/** Whether a number counts as received, or as empty on the decoder. */
export function isCounted({ firstNumber, highest, missing }: DecoderLedger, number: number): boolean {
  return number >= firstNumber && number <= highest && missing.rangeWith(number) === undefined;
}

export function receivedCount(ledger: DecoderLedger): number {
  return ledger.highest - ledger.firstNumber + 1 - ledger.empty - missingCount(ledger);
}

/** Missing of this epoch. */
export function missingCount({ missing }: DecoderLedger): number {
  return missing.count;
}

/**
 * Takes in the numbers of passings that are being stored. The first ever is where a decoder's ledger begins. While it is
 * not proven that the numbers go on, none of those that were counted before is taken for one of these.
 */
export function account(
  known: DecoderLedger | undefined,
  numbers: readonly number[],
  nowMs: number,
): Accounted {
  const [first] = numbers;
  let ledger = known ?? beginLedger(first ?? 1);
  // Nearly all follow one another, and then only this one number changes.
  let { highest } = ledger;
  let opened: MissingRange[] = [];
  const settled = (): DecoderLedger => {
    if (ledger.highest === highest) return ledger;
    const missing = ledger.missing.withBehind(opened);
    opened = [];
    return { ...ledger, missing, highest };
  };
  const certain = ledger.unproven?.highest ?? -1;
  const far: number[] = [];
  const below: number[] = [];
  let newest = -1;
  for (const number of numbers) {
    if (number === highest + 1) newest = highest = number;
    else if (number > highest + LARGEST_JUMP) far.push(number);
    else if (number > highest) {
      opened.push({ from: highest + 1, until: number - 1, sinceMs: nowMs });
      newest = highest = number;
    } else {
      ledger = settled();
      const hole = number <= certain ? undefined : ledger.missing.rangeWith(number);
      if (hole === undefined) below.push(number);
      // In a joined hole it may be a repeat: that hole is settled when it was asked for.
      else if (hole.settled === undefined) {
        const missing = ledger.missing.without({ from: number, until: number });
        ledger = { ...ledger, missing, recovered: ledger.recovered + 1 };
        newest = Math.max(newest, number);
      }
    }
  }
  return { ledger: settled(), far, below, newest: newest < 0 ? undefined : newest };
}

/** A passing of this numbering is kept: the newest that can be told from others is its witness. */
export function witnessed(ledger: DecoderLedger, passing: Witness): DecoderLedger {
  const { number, rtcTimeUs, transponderId } = passing;
  if (!isTelling(passing) || number < (ledger.witness?.number ?? 0)) return ledger;
  return { ...ledger, witness: { number, rtcTimeUs, transponderId } };
}

/**
 * The decoder was out of sight: until it is asked, nobody knows whether its numbers go on. Where that is not settled from
 * the time before, the older passings decide, if there were any.
 */
export function suspected(ledger: DecoderLedger, nowMs: number): DecoderLedger {
  const { unproven, witness, highest, firstNumber } = ledger;
  if (unproven === null)
    return { ...ledger, unproven: { witness, highest, sinceMs: nowMs, reason: null, arrived: [] } };
  const isOfNothing = unproven.witness === null && unproven.highest < firstNumber;
  if (!isOfNothing || witness === null) return ledger;
  const renewed = { ...ledger, unproven: { ...unproven, witness, highest } };
  // What it had at the first contact may have been replaced by other passings of the same numbers.
  const isOfMore = unproven.highest > 0 && ledger.doubt === null;
  return isOfMore ? { ...renewed, doubt: { reason: 'cannot_resend', sinceMs: nowMs } } : renewed;
}

/** These came under numbers that the ledger knew already: repeats, or passings of another numbering. */
export function arrived(ledger: DecoderLedger, passings: readonly Witness[], nowMs: number): DecoderLedger {
  const isOdd = passings.some((passing) => isLaterThan(ledger.witness, passing));
  const { unproven } = isOdd && ledger.unproven === null ? suspected(ledger, nowMs) : ledger;
  if (unproven === null) return ledger;
  const all = [...unproven.arrived, ...passings].slice(0, MOST_ARRIVED);
  return { ...ledger, unproven: { ...unproven, arrived: all } };
}

/** The numbers go on from those that were counted. */
export function proven(ledger: DecoderLedger): DecoderLedger {
  return ledger.unproven === null ? ledger : { ...ledger, unproven: null };
}

/** The decoder could not settle it, and is asked again later. */
export function undecided(ledger: DecoderLedger, reason: DoubtReason): DecoderLedger {
  if (ledger.unproven === null || ledger.unproven.reason === reason) return ledger;
  return { ...ledger, unproven: { ...ledger.unproven, reason } };
}

/** It cannot be settled any more: what the decoder has is taken to go on, and the doubt stays. */
export function doubted(ledger: DecoderLedger, reason: DoubtReason, nowMs: number): DecoderLedger {
  const sinceMs = ledger.unproven?.sinceMs ?? nowMs;
  return { ...proven(ledger), doubt: ledger.doubt ?? { reason, sinceMs } };
}

/** The decoder says that it has numbers up to this one. */
export function reach(ledger: DecoderLedger, until: number, nowMs: number): DecoderLedger {
  if (until <= ledger.highest) return ledger;
  const missing = ledger.missing.with({ from: ledger.highest + 1, until, sinceMs: nowMs });
  return { ...ledger, missing, highest: until };
}

/** Numbers from before the first passing that we saw count as well. */
export function extendDown(ledger: DecoderLedger, firstNumber: number, nowMs: number): DecoderLedger {
  if (firstNumber >= ledger.firstNumber) return ledger;
  const before = { from: firstNumber, until: ledger.firstNumber - 1, sinceMs: nowMs };
  return { ...ledger, firstNumber, missing: ledger.missing.with(before) };
}

/** The decoder was asked for these and has nothing: what is still missing of them is empty. */
export function settleEmpty(ledger: DecoderLedger, asked: NumberRange): DecoderLedger {
  return withMissing(ledger, ledger.missing.without(asked));
}

/** These are about to be asked for: what lies in joined holes is missing again, kept or not, and comes again. */
export function unfolded(ledger: DecoderLedger, block: NumberRange): DecoderLedger {
  const missing = ledger.missing.unfolded(block);
  return missing === ledger.missing ? ledger : { ...ledger, missing };
}

/** What was settled as empty, and only that, may be there after all. */
export function reopen(ledger: DecoderLedger, ranges: readonly NumberRange[], nowMs: number): DecoderLedger {
  const { missing, firstNumber, highest } = ledger;
  const limits = ranges
    .map(({ from, until }) => ({ from: Math.max(from, firstNumber), until: Math.min(until, highest) }))
    .filter(({ from, until }) => from <= until)
    .sort((one, other) => one.from - other.from);
  const reopened: MissingRange[] = [];
  for (const { from, until } of limits) {
    const next = Math.max(from, (reopened.at(-1)?.until ?? -1) + 1);
    const rest = { from: next, until };
    if (next > until) continue;
    for (const each of subtract([rest], missing.within(rest))) reopened.push({ ...each, sinceMs: nowMs });
  }
  return withMissing(ledger, missing.withAll(reopened));
}

/**
 * The numbers began again: what is missing of the old ones cannot be asked for any more. What was counted since the decoder
 * was out of sight is of the new ones.
 */
export function renumber(ledger: DecoderLedger, firstNumber: number, numbering: Numbering): DecoderLedger {
  const until = ledger.unproven?.highest ?? ledger.highest;
  const old = ledger.missing.without({ from: until + 1, until: Infinity });
  const lost = old.listed(MOST_LOST_RANGES).map((range) => ({ ...range, epoch: ledger.epoch }));
  return {
    ...beginLedger(firstNumber, numbering),
    epoch: ledger.epoch + 1,
    isReconciled: true,
    lost: [...ledger.lost, ...lost].slice(-MOST_LOST_RANGES),
    lostCount: ledger.lostCount + old.count,
    isSessionOdd: ledger.isSessionOdd,
    doubt: ledger.doubt,
    ...(ledger.redated === undefined ? {} : { redated: ledger.redated }),
  };
}

/** What is missing more or less than before was taken for empty less or more. */
function withMissing(ledger: DecoderLedger, missing: MissingNumbers): DecoderLedger {
  if (missing === ledger.missing) return ledger;
  return { ...ledger, missing, empty: ledger.empty + ledger.missing.count - missing.count };
}
