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

/** Numbers that came and that the ledger could not place, in the order in which they came. */
export interface StrayNumbers {
  /** Far above all others. */
  readonly far: readonly number[];
  /** Not above the others, and of passings that were not kept before. */
  readonly below: readonly Witness[];
}

/** One forged number is no run; three that go on from each other are a decoder that was away, or began again. */
const SHORTEST_RUN = 3;
/** A longer way up than any decoder counts while nobody listens. */
const LONGEST_WAY = 1_000_000;

/** What the strays mean where the decoder does not tell of its numbers itself; the same ledger where they mean nothing. */
export function explainStrays(ledger: DecoderLedger, strays: StrayNumbers, nowMs: number): DecoderLedger {
  const below = runIn(strays.below.filter((each) => !isLate(ledger, each)).map(({ number }) => number));
  const far = runIn(strays.far);
  const [firstBelow] = below;
  const [firstFar] = far;
  if (firstBelow !== undefined) return beginningAt(ledger, firstBelow, below, nowMs);
  if (firstFar === undefined) return ledger;
  // Nothing was counted yet: where it begins was the word of the decoder, and of something else.
  if (receivedCount(ledger) === 0) {
    const empty = { ...proven(ledger), ...emptyAt(firstFar), isReconciled: false };
    const begun = account(empty, far, nowMs).ledger;
    // All that a later numbering had is wanted, and it said to have some.
    const isBegunUnseen = ledger.epoch > 1 && ledger.highest >= ledger.firstNumber;
    const isCertain = ledger.unproven === null && !isBegunUnseen;
    return isCertain ? begun : doubted(begun, 'began_unseen', nowMs);
  }
  const isWithinReach = firstFar - ledger.highest <= LONGEST_WAY;
  if (!isWithinReach) return beginningAt(ledger, firstFar, far, nowMs);
  return account(reach(ledger, firstFar - 1, nowMs), far, nowMs).ledger;
}

/**
 * A hole that was filled late: asked for on the connection before, and read behind the next connect. A passing of a new
 * numbering is later than all of the old one, so that a later one with a higher number may be of either: it proves nothing.
 */
function isLate({ missing, unproven }: DecoderLedger, { number, rtcTimeUs }: Witness): boolean {
  if (unproven === null || missing.rangeWith(number) === undefined) return false;
  const { witness } = unproven;
  if (witness === null) return true;
  if (witness.rtcTimeUs === null || rtcTimeUs === null) return false;
  return rtcTimeUs <= witness.rtcTimeUs || number > witness.number;
}

/** Whether it gave lower numbers before, which nobody saw, it alone would know. */
function beginningAt(
  ledger: DecoderLedger,
  first: number,
  run: readonly number[],
  nowMs: number,
): DecoderLedger {
  const begun = account(begunAt(ledger, first), run, nowMs).ledger;
  return first <= LOWEST_FIRST ? begun : doubted(begun, 'began_unseen', nowMs);
}

/** The first number of a numbering, where nobody set it to another. */
const LOWEST_FIRST = 1;

function emptyAt(firstNumber: number): Pick<DecoderLedger, 'firstNumber' | 'highest' | 'missing' | 'empty'> {
  return { firstNumber, highest: firstNumber - 1, missing: MissingNumbers.none, empty: 0 };
}

function begunAt(ledger: DecoderLedger, firstNumber: number): DecoderLedger {
  return renumber(ledger, firstNumber, ledger.numbering);
}

/** The last numbers that rise from each to the next, none by a jump; none where they are too few. */
function runIn(numbers: readonly number[]): readonly number[] {
  let from = 0;
  for (const [at, number] of numbers.entries()) {
    const before = numbers[at - 1];
    if (before !== undefined && (number <= before || number > before + LARGEST_JUMP)) from = at;
  }
  const run = numbers.slice(from);
  return run.length < SHORTEST_RUN ? [] : run;
}
