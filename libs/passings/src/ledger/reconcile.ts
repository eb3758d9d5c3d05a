import {
  beginLedger,
  type DecoderLedger,
  extendDown,
  LARGEST_JUMP,
  proven,
  reach,
  renumber,
  settleEmpty,
} from './decoder-ledger.js';
import type { DecoderSession, Numbering } from './numbering.js';

/** What to fetch on the first contact ever. */
export type Backfill = 'none' | 'all' | number;

/** The highest passing number that there can be (P3: a u32); behind it comes 0. */
export const HIGHEST_NUMBER = 2 ** 32 - 1;

/** The numbers go on: up to the last one that the decoder names all are wanted; on the first contact as `backfill` says. */
export function reconcile(
  ledger: DecoderLedger | undefined,
  session: DecoderSession,
  backfill: Backfill,
  nowMs: number,
): DecoderLedger {
  const { firstNumber, lastNumber, numbering } = session;
  const begun = ledger ?? beginLedger(firstOf(session, backfill), numbering);
  const isBegunByPassing = ledger !== undefined && !ledger.isReconciled;
  const known = isBegunByPassing ? extendDown(begun, firstOf(session, backfill), nowMs) : begun;
  const reached = reach({ ...proven(known), numbering, isReconciled: true }, lastNumber, nowMs);
  // A decoder that was away for long, or whose memory was cleared, says itself that it does not have them.
  const isFarBelow = firstNumber <= lastNumber + 1 && firstNumber - known.highest > LARGEST_JUMP;
  return isFarBelow ? settleEmpty(reached, { from: known.highest + 1, until: firstNumber - 1 }) : reached;
}

/** The first contact with a decoder that does not tell its numbers: as `backfill` says, back from the first that came. */
export function reachBack(ledger: DecoderLedger, backfill: Backfill, nowMs: number): DecoderLedger {
  if (backfill === 'none' || ledger.isReconciled) return ledger;
  const count = backfill === 'all' ? MOST_LOOKED_BACK : backfill;
  return { ...extendDown(ledger, Math.max(0, ledger.firstNumber - count), nowMs), isReconciled: true };
}

/**
 * The numbers began again: everything that the decoder has is wanted, from its first number on. Behind the highest number
 * comes 0, and then the lowest that it has is above the last: first all up to the highest.
 */
export function beginAgain(ledger: DecoderLedger, session: DecoderSession, nowMs: number): DecoderLedger {
  const { firstNumber, lastNumber, numbering } = session;
  const isOverTheTop = firstNumber > lastNumber + 1;
  const isNearTheTop = HIGHEST_NUMBER - firstNumber < MOST_LOOKED_BACK;
  const lowest = isOverTheTop && !isNearTheTop ? 0 : Math.max(firstNumber, lastNumber - MOST_KEPT);
  const begun = renumber(ledger, lowest, numbering);
  return reach(begun, isOverTheTop && isNearTheTop ? HIGHEST_NUMBER : lastNumber, nowMs);
}

/** As one that does not tell of its numbers would, if it sent these. */
export function sessionOf(numbers: readonly number[], numbering: Numbering): DecoderSession {
  const lastNumber = Math.max(0, ...numbers);
  return { firstNumber: Math.max(0, lastNumber - MOST_LOOKED_BACK), lastNumber, numbering };
}

/** Further back no decoder is asked where it does not tell what it has. */
const MOST_LOOKED_BACK = 100_000;
/** No decoder keeps more passings. */
const MOST_KEPT = 1_000_000;

function firstOf({ firstNumber, lastNumber }: DecoderSession, backfill: Backfill): number {
  if (backfill === 'none') return lastNumber + 1;
  // Behind the highest number comes 0: what lies before that cannot be counted with what came afterwards.
  const lowest = firstNumber > lastNumber + 1 ? 0 : firstNumber;
  return backfill === 'all' ? lowest : Math.max(lowest, lastNumber - backfill + 1);
}
