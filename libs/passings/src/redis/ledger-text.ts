import { beginLedger, type DecoderLedger, type MissingRange } from '../ledger/decoder-ledger.js';
import { UNKNOWN_NUMBERING } from '../ledger/numbering.js';
import type { KeptLedger } from '../ports/passings.repository.js';

/**
 * How a ledger lies in the hash of ledgers: under the decoder its version and what is small, and under a field of their
 * own the missing ranges, which can be many and seldom change.
 */
export function rangesField(decoderId: string): string {
  return `${decoderId}\nmissing`;
}

/** Which gateway reads the decoder. */
export function leaseField(decoderId: string): string {
  return `${decoderId}\nlease`;
}

export function ledgerText(version: number, ledger: DecoderLedger): string {
  return `${version} ${JSON.stringify({ ...ledger, missing: undefined })}`;
}

export function rangesText({ missing }: DecoderLedger): string {
  return JSON.stringify(missing.map(({ from, until, sinceMs }) => [from, until, sinceMs]));
}

export function readLedger(text: string, ranges: string | null): KeptLedger {
  const at = text.indexOf(' ');
  const small = JSON.parse(text.slice(at + 1)) as Omit<DecoderLedger, 'missing'>;
  const packed = JSON.parse(ranges ?? '[]') as [number, number, number][];
  const missing = packed.map(([from, until, sinceMs]): MissingRange => ({ from, until, sinceMs }));
  // What an earlier version did not keep is not known.
  const numbering = { ...UNKNOWN_NUMBERING, ...small.numbering };
  const ledger = { ...beginLedger(small.firstNumber), ...small, numbering, missing };
  return { version: Number(text.slice(0, at)), ledger };
}
