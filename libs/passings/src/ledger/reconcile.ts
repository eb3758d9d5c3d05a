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

/** Passings to fetch on the very first contact. */
export type Backfill = 'none' | 'all' | number;

/** The highest possible passing number (P3: a u32); 0 follows it. */
export const HIGHEST_NUMBER = 2 ** 32 - 1;

/**
 * Continues a numbering: all numbers up to the last one that the decoder names are wanted; on the very first contact
 * those of `backfill`.
 */
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
  // The decoder itself says that it lacks them: it was away for long, or its memory was cleared.
  const isFarBelow = firstNumber <= lastNumber + 1 && firstNumber - known.highest > LARGEST_JUMP;
  return isFarBelow ? settleEmpty(reached, { from: known.highest + 1, until: firstNumber - 1 }) : reached;
}

/** Begins with a decoder that does not tell its numbers: reaches back by `backfill` from the first one received. */
export function reachBack(ledger: DecoderLedger, backfill: Backfill, nowMs: number): DecoderLedger {
  if (ledger.isReconciled) return ledger;
  const count = typeof backfill === 'number' ? backfill : backfill === 'all' ? MOST_LOOKED_BACK : 0;
  return { ...extendDown(ledger, Math.max(0, ledger.firstNumber - count), nowMs), isReconciled: true };
}

/**
 * Begins a new numbering: every passing that the decoder has is wanted, from its first number on. 0 follows the highest
 * possible number, and the lowest number on the decoder is then above the last: first all up to the highest.
 */
export function beginAgain(ledger: DecoderLedger, session: DecoderSession, nowMs: number): DecoderLedger {
  const { firstNumber, lastNumber, numbering } = session;
  const isOverTheTop = firstNumber > lastNumber + 1;
  const isNearTheTop = HIGHEST_NUMBER - firstNumber < MOST_LOOKED_BACK;
  const lowest = isOverTheTop && !isNearTheTop ? 0 : Math.max(firstNumber, lastNumber - MOST_KEPT);
  const begun = renumber(ledger, lowest, numbering);
  return reach(begun, isOverTheTop && isNearTheTop ? HIGHEST_NUMBER : lastNumber, nowMs);
}

/** Returns the session of a decoder that has no SESSION and sent these numbers. */
export function sessionOf(numbers: readonly number[], numbering: Numbering): DecoderSession {
  const lastNumber = Math.max(0, ...numbers);
  return { firstNumber: Math.max(0, lastNumber - MOST_LOOKED_BACK), lastNumber, numbering };
}

/** Numbers that a decoder without SESSION is asked back for at the most. */
const MOST_LOOKED_BACK = 100_000;
/** Most passings that a decoder keeps. */
const MOST_KEPT = 1_000_000;

function firstOf({ firstNumber, lastNumber }: DecoderSession, backfill: Backfill): number {
  if (backfill === 'none') return lastNumber + 1;
  // 0 follows the highest possible number: numbers before it cannot be counted with those afterwards.
  const lowest = firstNumber > lastNumber + 1 ? 0 : firstNumber;
  return backfill === 'all' ? lowest : Math.max(lowest, lastNumber - backfill + 1);
}
