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

/** Numbers that were missing when the numbering began again: no decoder can send them any more. */
export interface LostRange extends MissingRange {
  readonly epoch: number;
}

/**
 * State of the passing numbers of one decoder. In each epoch every number from `firstNumber` to `highest` is either
 * received, empty on the decoder, or missing.
 */
export interface DecoderLedger {
  /** Number of the numbering: rises each time that the numbers begin again. */
  readonly epoch: number;
  readonly firstNumber: number;
  /** Highest number of this epoch; `firstNumber - 1` before the first passing. */
  readonly highest: number;
  readonly missing: MissingNumbers;
  /** Numbers of this epoch that came only on request. */
  readonly recovered: number;
  /** Numbers of this epoch that the decoder does not have either: some count by 2. */
  readonly empty: number;
  /** The newest ranges that were lost with an older numbering, and the number of all lost passings. */
  readonly lost: readonly LostRange[];
  readonly lostCount: number;
  /** Number of passings, of every epoch, that were dated anew because the clock of the machine had been wrong. */
  readonly redated?: number;
  readonly numbering: Numbering;
  /** Whether the decoder itself was asked for its numbers. */
  readonly isReconciled: boolean;
  /** Whether the decoder's SESSION speaks of something else than passing numbers. */
  readonly isSessionOdd: boolean;
  /** The newest passing of this numbering that is known. */
  readonly witness: Witness | null;
  /** Set whenever the decoder was out of sight, until its numbers are proven to go on. */
  readonly unproven: Unproven | null;
  /** Doubt that stays: passings may have been lost, and no decoder can send them any more. */
  readonly doubt: Doubt | null;
  /** Moment when this numbering began, as far as it was observed; ledgers of older versions have none. */
  readonly epochSinceMs?: number | null;
  /** Highest number of this numbering that retention dropped; ledgers of older versions have none. */
  readonly droppedUntil?: DroppedUntil | null;
}

/** The passing of the highest number that was dropped, and its time. */
export interface DroppedUntil {
  readonly number: number;
  readonly timeUs: number;
}

export interface Accounted {
  readonly ledger: DecoderLedger;
  /** Numbers too far above all others to be believed without the decoder's own word. */
  readonly far: readonly number[];
  /** Numbers that were counted before, or are of another numbering. */
  readonly below: readonly number[];
  /** The highest number that was counted. */
  readonly newest: number | undefined;
}

/** Largest jump that is believed: a higher one is a forged number, or days without a link, and only the decoder knows. */
export const LARGEST_JUMP = 10_000;
const MOST_LOST_RANGES = 100;

/** Begins a ledger; numbers below `firstNumber` are not counted. */
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

/** Returns the number up to which every number is received, or empty on the decoder. */
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

/** Returns the number of missing passings of this epoch. */
export function missingCount({ missing }: DecoderLedger): number {
  return missing.count;
}

/**
 * Counts the numbers of passings that are being stored. The first one ever begins a decoder's ledger. While the numbers
 * are not proven to go on, numbers that were counted before are not taken for these passings.
 */
export function account(
  known: DecoderLedger | undefined,
  numbers: readonly number[],
  nowMs: number,
): Accounted {
  const [first] = numbers;
  let ledger = known ?? beginLedger(first ?? 1);
  // Nearly all numbers follow one another: only `highest` changes then.
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
      // A number in a joined hole may be a repeat: such a hole is settled by a request for its numbers.
      else if (hole.settled === undefined) {
        const missing = ledger.missing.without({ from: number, until: number });
        ledger = { ...ledger, missing, recovered: ledger.recovered + 1 };
        newest = Math.max(newest, number);
      }
    }
  }
  return { ledger: settled(), far, below, newest: newest < 0 ? undefined : newest };
}

/** Notes the newest passing that can be told from others as the witness of this numbering. */
export function witnessed(ledger: DecoderLedger, passing: Witness): DecoderLedger {
  const { number, rtcTimeUs, transponderId } = passing;
  if (!isTelling(passing) || number < (ledger.witness?.number ?? 0)) return ledger;
  return { ...ledger, witness: { number, rtcTimeUs, transponderId } };
}

/**
 * Notes that the decoder was out of sight: its numbers are not proven to go on until it is asked. Of two such times in
 * a row the older one decides, if passings were known by then.
 */
export function suspected(ledger: DecoderLedger, nowMs: number): DecoderLedger {
  const { unproven, witness, highest, firstNumber } = ledger;
  if (unproven === null)
    return { ...ledger, unproven: { witness, highest, sinceMs: nowMs, reason: null, arrived: [] } };
  const isOfNothing = unproven.witness === null && unproven.highest < firstNumber;
  if (!isOfNothing || witness === null) return ledger;
  const renewed = { ...ledger, unproven: { ...unproven, witness, highest } };
  // The passings that the decoder had at the first contact may have been replaced by others of the same numbers.
  const isOfMore = unproven.highest > 0 && ledger.doubt === null;
  return isOfMore ? { ...renewed, doubt: { reason: 'cannot_resend', sinceMs: nowMs } } : renewed;
}

/** Notes passings with numbers that the ledger counted before: repeats, or passings of another numbering. */
export function arrived(ledger: DecoderLedger, passings: readonly Witness[], nowMs: number): DecoderLedger {
  const isOdd = passings.some((passing) => isLaterThan(ledger.witness, passing));
  const { unproven } = isOdd && ledger.unproven === null ? suspected(ledger, nowMs) : ledger;
  if (unproven === null) return ledger;
  const all = [...unproven.arrived, ...passings].slice(0, MOST_ARRIVED);
  return { ...ledger, unproven: { ...unproven, arrived: all } };
}

/** Notes that the numbers go on from those that were counted. */
export function proven(ledger: DecoderLedger): DecoderLedger {
  return ledger.unproven === null ? ledger : { ...ledger, unproven: null };
}

/** Notes the reason why the decoder could not prove its numbering; it is asked again later. */
export function undecided(ledger: DecoderLedger, reason: DoubtReason): DecoderLedger {
  if (ledger.unproven === null || ledger.unproven.reason === reason) return ledger;
  return { ...ledger, unproven: { ...ledger.unproven, reason } };
}

/** Gives up the proof: the decoder's numbers are taken to go on, and the doubt stays. */
export function doubted(ledger: DecoderLedger, reason: DoubtReason, nowMs: number): DecoderLedger {
  const sinceMs = ledger.unproven?.sinceMs ?? nowMs;
  return { ...proven(ledger), doubt: ledger.doubt ?? { reason, sinceMs } };
}

/** Notes that the decoder has numbers up to `until`, by its own word. */
export function reach(ledger: DecoderLedger, until: number, nowMs: number): DecoderLedger {
  if (until <= ledger.highest) return ledger;
  const missing = ledger.missing.with({ from: ledger.highest + 1, until, sinceMs: nowMs });
  return { ...ledger, missing, highest: until };
}

/** Counts numbers from `firstNumber` on, from before the first passing that was received. */
export function extendDown(ledger: DecoderLedger, firstNumber: number, nowMs: number): DecoderLedger {
  if (firstNumber >= ledger.firstNumber) return ledger;
  const before = { from: firstNumber, until: ledger.firstNumber - 1, sinceMs: nowMs };
  return { ...ledger, firstNumber, missing: ledger.missing.with(before) };
}

/** Notes as empty the numbers of a request that are still missing after its answer. */
export function settleEmpty(ledger: DecoderLedger, asked: NumberRange): DecoderLedger {
  return withMissing(ledger, ledger.missing.without(asked));
}

/**
 * Prepares the request for a block: all numbers of its joined holes are missing again, since every one of them comes
 * again.
 */
export function unfolded(ledger: DecoderLedger, block: NumberRange): DecoderLedger {
  const missing = ledger.missing.unfolded(block);
  return missing === ledger.missing ? ledger : { ...ledger, missing };
}

/** Marks numbers that were settled as empty, and no others, as missing again. */
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
 * Begins a new numbering: missing numbers of the old one cannot come any more. Numbers counted since the decoder was
 * out of sight are of the new one.
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

/** Numbers that are no longer missing count as empty, and the other way round. */
function withMissing(ledger: DecoderLedger, missing: MissingNumbers): DecoderLedger {
  if (missing === ledger.missing) return ledger;
  return { ...ledger, missing, empty: ledger.empty + ledger.missing.count - missing.count };
}
