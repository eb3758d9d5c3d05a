import { type MissingRange, type NumberRange, subtract } from '#passings';

/** Most numbers of one RESEND. */
export const LARGEST_BLOCK = 1000;

/** What to ask next: the oldest holes that were not asked for, near ones together. */
export function nextBlock(
  missing: readonly MissingRange[],
  asked: readonly NumberRange[],
  mostKeptBetween: number,
): NumberRange | undefined {
  const [first, ...others] = subtract(missing, asked);
  if (first === undefined) return undefined;
  const most = first.from + LARGEST_BLOCK - 1;
  let { until } = first;
  for (const range of others) {
    if (range.from - until - 1 > mostKeptBetween || range.from > most) break;
    until = range.until;
  }
  return { from: first.from, until: Math.min(until, most) };
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
