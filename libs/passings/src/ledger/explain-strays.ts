import {
  account,
  type DecoderLedger,
  doubted,
  LARGEST_JUMP,
  proven,
  reach,
  receivedCount,
  renumber,
} from './decoder-ledger.js';
import { MissingNumbers } from './missing-numbers.js';
import type { Witness } from './numbering.js';

/** Numbers that the ledger could not place, in the order in which they came. */
export interface StrayNumbers {
  /** Numbers far above all others. */
  readonly far: readonly number[];
  /** Passings that are new here, with numbers not above the others. */
  readonly below: readonly Witness[];
}

/** Numbers that make a run: one may be forged, three in a row are a decoder that was away, or began again. */
const SHORTEST_RUN = 3;
/** Longest way up that a decoder counts while it is not read. */
const LONGEST_WAY = 1_000_000;

/** Returns the ledger that explains the strays of a decoder without SESSION; the same ledger where they prove nothing. */
export function explainStrays(ledger: DecoderLedger, strays: StrayNumbers, nowMs: number): DecoderLedger {
  const below = runIn(strays.below.filter((each) => !isLate(ledger, each)).map(({ number }) => number));
  const far = runIn(strays.far);
  const [firstBelow] = below;
  const [firstFar] = far;
  if (firstBelow !== undefined) return beginningAt(ledger, firstBelow, below, nowMs);
  if (firstFar === undefined) return ledger;
  // No passing is received yet: the beginning came from the decoder's own word, which was of something else.
  if (receivedCount(ledger) === 0) {
    const empty = { ...proven(ledger), ...emptyAt(firstFar), isReconciled: false };
    const begun = account(empty, far, nowMs).ledger;
    // A later numbering is wanted whole, and the decoder told of earlier passings in it.
    const isBegunUnseen = ledger.epoch > 1 && ledger.highest >= ledger.firstNumber;
    const isCertain = ledger.unproven === null && !isBegunUnseen;
    return isCertain ? begun : doubted(begun, 'began_unseen', nowMs);
  }
  const isWithinReach = firstFar - ledger.highest <= LONGEST_WAY;
  if (!isWithinReach) return beginningAt(ledger, firstFar, far, nowMs);
  return account(reach(ledger, firstFar - 1, nowMs), far, nowMs).ledger;
}

/**
 * Whether a number fills a hole late: requested on the connection before, and read behind the next connect. Passings of
 * a new numbering are later than all of the old one, so a later one with a higher number may be of either and proves
 * nothing.
 */
function isLate({ missing, unproven }: DecoderLedger, { number, rtcTimeUs }: Witness): boolean {
  if (unproven === null || missing.rangeWith(number) === undefined) return false;
  const { witness } = unproven;
  if (witness === null) return true;
  if (witness.rtcTimeUs === null || rtcTimeUs === null) return false;
  return rtcTimeUs <= witness.rtcTimeUs || number > witness.number;
}

/** Begins a numbering at `first`; lower numbers before it, which came unseen, are known to the decoder alone. */
function beginningAt(
  ledger: DecoderLedger,
  first: number,
  run: readonly number[],
  nowMs: number,
): DecoderLedger {
  const begun = account(begunAt(ledger, first), run, nowMs).ledger;
  return first <= LOWEST_FIRST ? begun : doubted(begun, 'began_unseen', nowMs);
}

/** First number of a numbering, unless it was set to another on the decoder. */
const LOWEST_FIRST = 1;

function emptyAt(firstNumber: number): Pick<DecoderLedger, 'firstNumber' | 'highest' | 'missing' | 'empty'> {
  return { firstNumber, highest: firstNumber - 1, missing: MissingNumbers.none, empty: 0 };
}

function begunAt(ledger: DecoderLedger, firstNumber: number): DecoderLedger {
  return renumber(ledger, firstNumber, ledger.numbering);
}

/** Returns the last numbers that rise without a jump; an empty list where they are too few. */
function runIn(numbers: readonly number[]): readonly number[] {
  let from = 0;
  for (const [at, number] of numbers.entries()) {
    const before = numbers[at - 1];
    if (before !== undefined && (number <= before || number > before + LARGEST_JUMP)) from = at;
  }
  const run = numbers.slice(from);
  return run.length < SHORTEST_RUN ? [] : run;
}
