import type { DecoderLedger } from './decoder-ledger.js';

/** Counts passings as recovered whose numbers had been settled as empty. */
export function foundLate(ledger: DecoderLedger, numbers: readonly number[]): DecoderLedger {
  const found = Math.min(numbers.length, ledger.empty);
  if (found === 0) return ledger;
  return { ...ledger, empty: ledger.empty - found, recovered: ledger.recovered + found };
}
