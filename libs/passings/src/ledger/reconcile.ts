import {
  beginLedger,
  type DecoderLedger,
  extendDown,
  type Numbering,
  reach,
  renumber,
} from './decoder-ledger.js';

/** What a decoder tells of its numbers (P3: SESSION). */
export interface DecoderSession {
  /** The lowest number that it has. */
  readonly firstNumber: number;
  readonly lastNumber: number;
  readonly numbering: Numbering;
}

/** What to fetch on the first contact ever. */
export type Backfill = 'none' | 'all' | number;

/**
 * Holds the ledger against what the decoder says. `highestBefore` is the ledger's highest number at the time of the
 * question: only with that the answer can be compared, as passings come in meanwhile.
 */
export function reconcile(
  ledger: DecoderLedger | undefined,
  highestBefore: number | undefined,
  session: DecoderSession,
  backfill: Backfill,
  nowMs: number,
): DecoderLedger {
  const { firstNumber, lastNumber, numbering } = session;
  const isFirstContact = ledger?.isReconciled !== true;
  if (ledger === undefined) {
    const begun = { ...beginLedger(firstOf(session, backfill), numbering), isReconciled: true };
    return reach(begun, lastNumber, nowMs);
  }
  const isOther = isAnother(ledger.numbering.wireId, numbering.wireId);
  const isNew = isAnother(ledger.numbering.sessionNumber, numbering.sessionNumber);
  const isLower = highestBefore !== undefined && lastNumber < highestBefore;
  if (isOther || isNew || isLower) {
    // After the highest number comes 0, and then the lowest that it has is above the last.
    const begun = renumber(ledger, firstNumber > lastNumber ? 0 : firstNumber, numbering);
    return reach(begun, lastNumber, nowMs);
  }
  const known = isFirstContact ? extendDown(ledger, firstOf(session, backfill), nowMs) : ledger;
  return reach({ ...known, numbering, isReconciled: true }, lastNumber, nowMs);
}

function firstOf({ firstNumber, lastNumber }: DecoderSession, backfill: Backfill): number {
  if (backfill === 'none') return lastNumber + 1;
  return backfill === 'all' ? firstNumber : Math.max(firstNumber, lastNumber - backfill + 1);
}

function isAnother(known: number | null, told: number | null): boolean {
  return known !== null && told !== null && known !== told;
}
