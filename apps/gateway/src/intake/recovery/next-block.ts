import { firstNotBefore, type MissingNumbers, type NumberRange } from '#passings';

/** Most numbers of one RESEND. */
export const LARGEST_BLOCK = 1000;
/** Holes above which one question for each would not keep pace: a block is asked for as a whole. */
const MANY_HOLES = 50;

/**
 * Returns the next block to ask for: the oldest holes that do not wait, near ones together. `waiting` ascends without
 * overlap.
 */
export function nextBlock(
  missing: MissingNumbers,
  waiting: readonly NumberRange[],
  mostKeptBetween: number,
): NumberRange | undefined {
  const first = nextHole(missing, waiting, 0);
  if (first === undefined) return undefined;
  const most = first.from + LARGEST_BLOCK - 1;
  const widest = missing.length > MANY_HOLES ? LARGEST_BLOCK : mostKeptBetween;
  let { until } = first;
  while (until < most) {
    const next = nextHole(missing, waiting, until + 1);
    if (next === undefined || next.from - until - 1 > widest || next.from > most) break;
    until = next.until;
  }
  return { from: first.from, until: Math.min(until, most) };
}

/** Whether more numbers are missing behind the block. */
export function isFull(
  block: NumberRange,
  missing: MissingNumbers,
  waiting: readonly NumberRange[],
): boolean {
  return nextHole(missing, waiting, block.until + 1) !== undefined;
}

/** Returns the first part of a hole that ends at or after `number` and does not wait. */
function nextHole(
  missing: MissingNumbers,
  waiting: readonly NumberRange[],
  number: number,
): NumberRange | undefined {
  for (let at = number; ;) {
    const hole = missing.rangeFrom(at);
    if (hole === undefined) return undefined;
    const from = Math.max(hole.from, at);
    const asked = waiting[firstNotBefore(waiting, ({ until }) => until < from)];
    if (asked === undefined || asked.from > hole.until) return { from, until: hole.until };
    if (asked.from > from) return { from, until: asked.from - 1 };
    at = asked.until + 1;
  }
}

/** Returns each number of the ranges that lies in the block. */
export function numbersIn(ranges: readonly NumberRange[], block: NumberRange): Set<number> {
  const numbers = new Set<number>();
  for (const { from, until } of ranges) {
    const last = Math.min(until, block.until);
    for (let number = Math.max(from, block.from); number <= last; number++) numbers.add(number);
  }
  return numbers;
}
