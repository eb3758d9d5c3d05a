import { firstNotBefore, type MissingNumbers, type NumberRange } from '#passings';

/** What was asked for on this connection, and is not asked for again: ascending ranges that lie apart. */
export class AskedNumbers {
  private ranges: NumberRange[] = [];

  /** Where no other hole lies between two blocks, they are one range: their number stays small however many holes there are. */
  note({ from, until }: NumberRange, missing: MissingNumbers): void {
    const first = firstNotBefore(this.ranges, (range) => isMissingBetween(missing, range.until + 1, from));
    const behind = firstNotBefore(this.ranges, (range) => range.from <= until);
    const after = this.ranges[behind];
    const last =
      after !== undefined && !isMissingBetween(missing, until + 1, after.from) ? behind + 1 : behind;
    const joined = this.ranges.slice(first, last);
    const all = [...joined, { from, until }];
    this.ranges.splice(first, joined.length, {
      from: Math.min(...all.map((range) => range.from)),
      until: Math.max(...all.map((range) => range.until)),
    });
  }

  /** May be asked for again. */
  forget(ranges: readonly NumberRange[]): void {
    for (const { from, until } of ranges)
      this.ranges = this.ranges.flatMap((range) => {
        if (range.until < from || range.from > until) return [range];
        return [
          ...(range.from < from ? [{ from: range.from, until: from - 1 }] : []),
          ...(range.until > until ? [{ from: until + 1, until: range.until }] : []),
        ];
      });
  }

  /** The first part of a hole that ends at a number or behind it and was not asked for. */
  nextOf(missing: MissingNumbers, number: number): NumberRange | undefined {
    for (let at = number; ;) {
      const hole = missing.rangeFrom(at);
      if (hole === undefined) return undefined;
      const from = Math.max(hole.from, at);
      const asked = this.ranges[firstNotBefore(this.ranges, ({ until }) => until < from)];
      if (asked === undefined || asked.from > hole.until) return { from, until: hole.until };
      if (asked.from > from) return { from, until: asked.from - 1 };
      at = asked.until + 1;
    }
  }
}

/** Whether numbers are missing between two that are not. */
function isMissingBetween(missing: MissingNumbers, from: number, before: number): boolean {
  return (missing.rangeFrom(from)?.from ?? Infinity) < before;
}
