import { type DecoderLedger, missingIn, type NumberRange } from '#passings';
import type { NumberIndex } from './number-index.js';

/** Returns the first number that the decoder's session tells: lower ones were dropped because of their age. */
export function firstTold({ firstNumber, droppedUntil }: DecoderLedger): number {
  return Math.max(firstNumber, (droppedUntil?.number ?? -1) + 1);
}

/**
 * Counts the passings of a range that cannot be sent again, though the decoder has or had them. A number that is neither
 * missing nor found is empty on the decoder, where so many are: of more than that some were not found here. Numbers
 * above those that were looked for are on their way.
 */
export function lackingIn(
  ledger: DecoderLedger,
  found: Pick<NumberIndex, 'count' | 'last'>,
  asked: NumberRange,
): number {
  const missing = missingIn(ledger.missing.within(asked));
  const known = {
    from: Math.max(asked.from, firstTold(ledger)),
    until: Math.min(asked.until, ledger.highest, found.last),
  };
  if (known.from > known.until) return missing;
  const gaps = known.until - known.from + 1 - found.count(known.from, known.until);
  const unexplained = gaps - missingIn(ledger.missing.within(known)) - ledger.empty;
  return missing + Math.max(0, unexplained);
}
