import { beginLedger, type DecoderLedger } from '../ledger/decoder-ledger.js';
import { MissingNumbers } from '../ledger/missing-numbers.js';
import { type MissingRange, rangeOf } from '../ledger/missing-range.js';
import { UNKNOWN_NUMBERING } from '../ledger/numbering.js';
import type { KeptLedger } from '../ports/passings.repository.js';

/**
 * Returns the field for the seldom changing rest of a ledger. The field named as the decoder has its version and the
 * values that change with nearly every passing; the missing numbers lie in a hash of their own (holes-text.ts).
 */
export function restField(decoderId: string): string {
  return `${decoderId}\nledger`;
}

/** Returns the field in which earlier versions kept the missing numbers. */
export function rangesField(decoderId: string): string {
  return `${decoderId}\nmissing`;
}

/** Returns the field for the lease of the decoder. */
export function leaseField(decoderId: string): string {
  return `${decoderId}\nlease`;
}

export function ledgerText(version: number, ledger: DecoderLedger): string {
  const { highest, recovered, empty, witness } = ledger;
  const newest = witness === null ? [] : [witness.number, witness.rtcTimeUs, witness.transponderId];
  return `${version} ${JSON.stringify([highest, recovered, empty, ...newest])}`;
}

export function restText(ledger: DecoderLedger): string {
  const ofOtherFields = { highest: undefined, recovered: undefined, empty: undefined, witness: undefined };
  return JSON.stringify({ ...ledger, ...ofOtherFields, missing: undefined });
}

/** Fields outside `restText`: they change with nearly every passing, or lie elsewhere. */
const NOT_OF_THE_REST = new Set<string>(['highest', 'recovered', 'empty', 'witness', 'missing']);

/** Whether `restText` is equal for both. Most passings leave it unchanged, which a look at the fields shows. */
export function isRestTheSame(one: DecoderLedger, other: DecoderLedger): boolean {
  const fields = Object.keys(other) as (keyof DecoderLedger)[];
  const areAllTheSame = fields.every((field) => one[field] === other[field] || NOT_OF_THE_REST.has(field));
  return (areAllTheSame && Object.keys(one).length === fields.length) || restText(one) === restText(other);
}

/** The texts of a ledger in the hash of ledgers. */
export interface LedgerFields {
  readonly text: string;
  readonly rest: string | null;
  /** Missing numbers, as an earlier version kept them. */
  readonly ranges: string | null;
}

export function readLedger({ text, rest, ranges }: LedgerFields, missing: MissingNumbers): KeptLedger {
  const at = text.indexOf(' ');
  const version = Number(text.slice(0, at));
  const parsed: unknown = JSON.parse(text.slice(at + 1));
  if (!Array.isArray(parsed))
    return { version, ledger: earlierLedger(parsed, ranges), isOfEarlierForm: true };
  const [highest, recovered, empty, number, rtcTimeUs, transponderId] = parsed as Newest;
  const witness = number === undefined ? null : { number, rtcTimeUs, transponderId };
  const small = JSON.parse(rest ?? '{}') as Small;
  return { version, ledger: withDefaults({ ...small, highest, recovered, empty, witness }, missing) };
}

type Newest = [
  highest: number,
  recovered: number,
  empty: number,
  number: number | undefined,
  rtcTimeUs: number | null,
  transponderId: string | null,
];
type Small = Omit<DecoderLedger, 'missing'>;

/** Ledger of an earlier version, which kept the number of unlisted holes and the first number of them. */
interface EarlierLedger extends Small {
  readonly unlisted?: number;
  readonly unlistedFrom?: number | null;
}

function earlierLedger(parsed: unknown, ranges: string | null): DecoderLedger {
  const { unlisted = 0, unlistedFrom = null, ...small } = parsed as EarlierLedger;
  const packed = JSON.parse(ranges ?? '[]') as [number, number, number][];
  const listed = packed.map(([from, until, sinceMs]): MissingRange => ({ from, until, sinceMs }));
  const [first] = listed;
  const until = (first?.from ?? small.highest + 1) - 1;
  if (unlisted === 0 || unlistedFrom === null) return withDefaults(small, MissingNumbers.of(listed));
  const settled = until - unlistedFrom + 1 - unlisted;
  // The earlier version did not keep since when: unlisted holes were known before the listed ones.
  const joined = rangeOf({ from: unlistedFrom, until }, first?.sinceMs ?? Date.now(), settled);
  return withDefaults(small, MissingNumbers.of([joined, ...listed]));
}

/** Fills in values that an earlier version did not keep. */
function withDefaults(small: Small, missing: MissingNumbers): DecoderLedger {
  const numbering = { ...UNKNOWN_NUMBERING, ...small.numbering };
  return { ...beginLedger(small.firstNumber), ...small, numbering, missing };
}
