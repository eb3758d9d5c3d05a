import type { DecoderLedger } from './decoder-ledger.js';
import type { NumberRange } from './number-ranges.js';

/** A number whose passing is dropped because of its age. */
export interface DroppedNumber {
  readonly number: number;
  readonly timeUs: number;
  readonly receivedAtMs: number;
}

/** Longest time between the first passing of a numbering and the notice that it began. */
const UNNOTICED_MS = 60_000;

/** Notes the highest number that retention drops, as far as the numbers are of the present numbering. */
export function noteDropped(ledger: DecoderLedger, numbers: readonly DroppedNumber[]): DecoderLedger {
  const sinceMs = (ledger.epochSinceMs ?? 0) - UNNOTICED_MS;
  let droppedUntil = ledger.droppedUntil ?? null;
  for (const { number, timeUs, receivedAtMs } of numbers) {
    const isOfThis = number >= ledger.firstNumber && number <= ledger.highest && receivedAtMs >= sinceMs;
    if (isOfThis && number > (droppedUntil?.number ?? -1)) droppedUntil = { number, timeUs };
  }
  return droppedUntil === (ledger.droppedUntil ?? null) ? ledger : { ...ledger, droppedUntil };
}

/** Returns the numbers of a range that retention dropped: sent again, they would only be dropped again. */
export function droppedIn({ droppedUntil, missing }: DecoderLedger, { from, until }: NumberRange): number[] {
  const limits = { from, until: Math.min(until, droppedUntil?.number ?? -1) };
  const numbers: number[] = [];
  let next = from;
  // A number that never came was not dropped either.
  for (const hole of [...missing.within(limits), { from: limits.until + 1, until: limits.until + 1 }]) {
    for (; next < hole.from; next++) numbers.push(next);
    next = hole.until + 1;
  }
  return numbers;
}
