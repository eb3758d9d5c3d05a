import {
  account,
  type DecoderLedger,
  LARGEST_JUMP,
  reach,
  receivedCount,
  renumber,
} from './decoder-ledger.js';

/** Numbers that came and that the ledger could not place, in the order in which they came. */
export interface StrayNumbers {
  /** Far above all others. */
  readonly far: readonly number[];
  /** Not above the others, and of passings that were not kept before. */
  readonly below: readonly number[];
}

/** One forged number is no run; three that go on from each other are a decoder that was away, or began again. */
const SHORTEST_RUN = 3;
/** A longer way up than any decoder counts while nobody listens. */
const LONGEST_WAY = 1_000_000;

/** What the strays mean where the decoder does not tell of its numbers itself; the same ledger where they mean nothing. */
export function explainStrays(ledger: DecoderLedger, strays: StrayNumbers, nowMs: number): DecoderLedger {
  const below = runIn(strays.below);
  const far = runIn(strays.far);
  const [firstBelow] = below;
  const [firstFar] = far;
  if (firstBelow !== undefined) return account(begunAt(ledger, firstBelow), below, nowMs).ledger;
  if (firstFar === undefined) return ledger;
  // Nothing was counted yet: where it begins was somebody else's word.
  if (receivedCount(ledger) === 0) return account({ ...ledger, ...emptyAt(firstFar) }, far, nowMs).ledger;
  const isWithinReach = firstFar - ledger.highest <= LONGEST_WAY;
  const reached = isWithinReach ? reach(ledger, firstFar - 1, nowMs) : begunAt(ledger, firstFar);
  return account(reached, far, nowMs).ledger;
}

function emptyAt(firstNumber: number): Pick<DecoderLedger, 'firstNumber' | 'highest' | 'missing' | 'empty'> {
  return { firstNumber, highest: firstNumber - 1, missing: [], empty: 0 };
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
