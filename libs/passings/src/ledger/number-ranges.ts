/** Passing numbers, both ends inclusive. */
export interface NumberRange {
  readonly from: number;
  readonly until: number;
}

/** How many numbers there are in ranges that do not overlap. */
export function countIn(ranges: readonly NumberRange[]): number {
  return ranges.reduce((sum, { from, until }) => sum + until - from + 1, 0);
}

/** What is left of ascending ranges without those of the other list; whatever else a range carries stays with it. */
export function subtract<Range extends NumberRange>(
  ranges: readonly Range[],
  others: readonly NumberRange[],
): Range[] {
  return others.reduce<Range[]>(
    (left, other) => left.flatMap((range) => withoutOne(range, other)),
    [...ranges],
  );
}

/** Ascending ranges without this number; undefined where it is in none of them. */
export function withoutNumber<Range extends NumberRange>(
  ranges: readonly Range[],
  number: number,
): Range[] | undefined {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.until ?? number) < number) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  if (range === undefined || range.from > number) return undefined;
  return [
    ...ranges.slice(0, low),
    ...withoutOne(range, { from: number, until: number }),
    ...ranges.slice(low + 1),
  ];
}

/** The parts of ranges that lie in the other range. */
export function within<Range extends NumberRange>(ranges: readonly Range[], limits: NumberRange): Range[] {
  return ranges
    .filter(({ from, until }) => from <= limits.until && until >= limits.from)
    .map((range) => ({
      ...range,
      from: Math.max(range.from, limits.from),
      until: Math.min(range.until, limits.until),
    }));
}

/** Ascending numbers as ranges. */
export function rangesOf(numbers: readonly number[]): NumberRange[] {
  const ranges: { from: number; until: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && number <= last.until + 1) last.until = Math.max(last.until, number);
    else ranges.push({ from: number, until: number });
  }
  return ranges;
}

function withoutOne<Range extends NumberRange>(range: Range, { from, until }: NumberRange): Range[] {
  if (from > range.until || until < range.from) return [range];
  const left = from > range.from ? [{ ...range, until: from - 1 }] : [];
  const right = until < range.until ? [{ ...range, from: until + 1 }] : [];
  return [...left, ...right];
}
