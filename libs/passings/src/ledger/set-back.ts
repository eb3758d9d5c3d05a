import type { KeptLedger } from '../ports/passings.repository.js';
import { beginLedger, type DecoderLedger, reach, suspected } from './decoder-ledger.js';

/** Whether the store has an older ledger than it once said to have: another server took over, or it was set back. */
export function isSetBack({ version, ledger }: KeptLedger, found: KeptLedger | undefined): boolean {
  if (found === undefined || found.version < version) return true;
  const { epoch, highest } = found.ledger;
  return epoch < ledger.epoch || (epoch === ledger.epoch && highest < ledger.highest);
}

/** The ledger that was found, with everything missing that the store had confirmed and lost. */
export function fetchAgain(
  lost: DecoderLedger,
  found: DecoderLedger | undefined,
  nowMs: number,
): DecoderLedger {
  if (found === undefined) return reach(begunAnew(lost), lost.highest, nowMs);
  // Its numbers began again meanwhile, which only the decoder can tell anew.
  if (found.epoch < lost.epoch) return suspected(found, nowMs);
  return found.epoch === lost.epoch ? reach(found, lost.highest, nowMs) : found;
}

/** The same decoder, of which nothing is kept but what retention dropped on purpose. */
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
