import type { KeptLedger } from '../ports/passings.repository.js';
import { countIn } from './number-ranges.js';
import { beginLedger, type DecoderLedger, reach, receivedCount, suspected } from './decoder-ledger.js';

/** Whether the store has an older ledger than it once confirmed: another server took over, or it was set back. */
export function isSetBack({ version, ledger }: KeptLedger, found: KeptLedger | undefined): boolean {
  if (found === undefined || found.version < version) return true;
  const { epoch, highest } = found.ledger;
  return epoch < ledger.epoch || (epoch === ledger.epoch && highest < ledger.highest);
}

/** Whether passings went with the newer ledger, which may have counted none, or differ from the found one in a mark alone. */
export function hasLostPassings(lost: DecoderLedger, found: DecoderLedger | undefined): boolean {
  if (found?.epoch === lost.epoch) return receivedUpTo(found, lost.highest) < receivedCount(lost);
  return found !== undefined || lost.epoch > beginLedger(1).epoch || receivedCount(lost) > 0;
}

/** Returns how many numbers up to this one are received: higher ones may have been stored since the set-back. */
function receivedUpTo(ledger: DecoderLedger, highest: number): number {
  const until = Math.min(ledger.highest, highest);
  const missing = countIn(ledger.missing.within({ from: ledger.firstNumber, until }));
  return until - ledger.firstNumber + 1 - ledger.empty - missing;
}

/** Returns the found ledger, with every number missing that the store had confirmed and lost. */
export function fetchAgain(
  lost: DecoderLedger,
  found: DecoderLedger | undefined,
  nowMs: number,
): DecoderLedger {
  if (found === undefined) return reach(begunAnew(lost), lost.highest, nowMs);
  // The numbers began again meanwhile: only the decoder can prove that anew.
  if (found.epoch < lost.epoch) return suspected(found, nowMs);
  return found.epoch === lost.epoch ? reach(found, lost.highest, nowMs) : found;
}

/** Begins the ledger of the same decoder anew, without the numbers that retention dropped on purpose. */
function begunAnew(lost: DecoderLedger): DecoderLedger {
  const { epoch, numbering, isReconciled, isSessionOdd, witness, unproven, doubt, droppedUntil } = lost;
  const firstNumber = Math.max(lost.firstNumber, (droppedUntil?.number ?? -1) + 1);
  return {
    ...beginLedger(firstNumber, numbering),
    epoch,
    isReconciled,
    isSessionOdd,
    witness,
    unproven,
    doubt,
    lost: lost.lost,
    lostCount: lost.lostCount,
  };
}
