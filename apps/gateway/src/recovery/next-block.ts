import type { MissingNumbers, NumberRange } from '#passings';
import type { AskedNumbers } from './asked-numbers.js';

/** Most numbers of one RESEND. */
export const LARGEST_BLOCK = 1000;
/** With more holes than this, one question for each would not keep pace: a block is asked for as a whole. */
const MANY_HOLES = 50;

/** What to ask next: the oldest holes that were not asked for, near ones together. */
export function nextBlock(
  missing: MissingNumbers,
  asked: AskedNumbers,
  mostKeptBetween: number,
): NumberRange | undefined {
  const first = asked.nextOf(missing, 0);
  if (first === undefined) return undefined;
  const most = first.from + LARGEST_BLOCK - 1;
  const widest = missing.length > MANY_HOLES ? LARGEST_BLOCK : mostKeptBetween;
  let { until } = first;
  while (until < most) {
    const next = asked.nextOf(missing, until + 1);
    if (next === undefined || next.from - until - 1 > widest || next.from > most) break;
    until = next.until;
  }
  return { from: first.from, until: Math.min(until, most) };
}

/** Whether more is missing behind a block than lies in it. */
export function isFull(block: NumberRange, missing: MissingNumbers, asked: AskedNumbers): boolean {
  return asked.nextOf(missing, block.until + 1) !== undefined;
}

/** Each number of the ranges that lies in the block. */
export function numbersIn(ranges: readonly NumberRange[], block: NumberRange): Set<number> {
  const numbers = new Set<number>();
  for (const { from, until } of ranges) {
    const last = Math.min(until, block.until);
    for (let number = Math.max(from, block.from); number <= last; number++) numbers.add(number);
  }
  return numbers;
}
