/** Passing numbers, both ends inclusive. */
export interface NumberRange {
  readonly from: number;
  readonly until: number;
}

/** Counts the numbers in ranges that do not overlap. */
export function countIn(ranges: readonly NumberRange[]): number {
  return ranges.reduce((sum, { from, until }) => sum + until - from + 1, 0);
}

/** Returns ascending ranges without the numbers of `others`, which ascend too; further fields of a range stay. */
export function subtract<Range extends NumberRange>(
  ranges: readonly Range[],
  others: readonly NumberRange[],
): Range[] {
  const left: Range[] = [];
  let at = 0;
  for (const range of ranges) {
    while ((others[at]?.until ?? Infinity) < range.from) at++;
    let { from } = range;
    // The last of `others` may reach into the next range as well.
    for (let next = at; from <= range.until; next++) {
      const other = others[next];
      if (other === undefined || other.from > range.until) {
        left.push(from === range.from ? range : { ...range, from });
        break;
      }
      if (other.from > from) left.push({ ...range, from, until: other.from - 1 });
      from = Math.max(from, other.until + 1);
    }
  }
  return left;
}

/** Returns the parts of ranges that lie in limits. */
export function within<Range extends NumberRange>(ranges: readonly Range[], limits: NumberRange): Range[] {
  return ranges
    .filter(({ from, until }) => from <= limits.until && until >= limits.from)
    .map((range) => ({
      ...range,
      from: Math.max(range.from, limits.from),
      until: Math.min(range.until, limits.until),
    }));
}

/** Returns the first place in an ascending list whose element is not before the limit. */
export function firstNotBefore<Element>(
  ascending: readonly Element[],
  isBefore: (element: Element) => boolean,
): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = ascending[middle];
    if (element !== undefined && isBefore(element)) low = middle + 1;
    else high = middle;
  }
  return low;
}
