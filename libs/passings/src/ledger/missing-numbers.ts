import { missingIn, joinedTo, type MissingRange, partOf, rangeOf } from './missing-range.js';
import { firstNotBefore, type NumberRange } from './number-ranges.js';

/** Most ranges that are kept, copied and written together: few enough that one change costs little. */
const MOST_IN_LEAF = 32;
const FEW_IN_LEAF = 8;
/** Bound of the memory: beyond this number of ranges the oldest are joined, some leaves at a time. */
const MOST_RANGES = 250_000;
const LEAVES_JOINED = 64;

/** Neighbouring ranges, at least one. The same object for as long as none of them changes. */
export interface Leaf {
  readonly ranges: readonly MissingRange[];
  /** End of the last range. */
  readonly until: number;
  /** Oldest `sinceMs` of its ranges. */
  readonly sinceMs: number;
  /** Number of missing numbers in the leaf. */
  readonly missing: number;
}

/**
 * The missing numbers of one numbering: ranges that ascend and lie apart, in leaves. Immutable: a change returns
 * another object, which shares all unchanged leaves. A change costs one leaf and a look at the list of leaves.
 */
export class MissingNumbers implements Iterable<MissingRange> {
  static readonly none = new MissingNumbers([], 0, 0);

  private constructor(
    readonly leaves: readonly Leaf[],
    /** Number of ranges. */
    readonly length: number,
    /** Number of missing numbers. */
    readonly count: number,
  ) {}

  /** Builds missing numbers of ranges that ascend and lie apart. */
  static of(ranges: readonly MissingRange[]): MissingNumbers {
    return MissingNumbers.none.spliced(0, 0, ranges);
  }

  static ofLeaves(leaves: readonly Leaf[]): MissingNumbers {
    const length = sumOf(leaves, ({ ranges }) => ranges.length);
    const count = sumOf(leaves, ({ missing }) => missing);
    return new MissingNumbers(leaves, length, count);
  }

  get first(): MissingRange | undefined {
    return this.leaves[0]?.ranges[0];
  }

  *[Symbol.iterator](): Generator<MissingRange> {
    for (const { ranges } of this.leaves) yield* ranges;
  }

  /** Returns the range that contains a number. */
  rangeWith(number: number): MissingRange | undefined {
    const range = this.rangeFrom(number);
    return range !== undefined && range.from <= number ? range : undefined;
  }

  /** Returns the first range that ends at a number or behind it. */
  rangeFrom(number: number): MissingRange | undefined {
    const ranges = this.leaves[this.leafFor(number)]?.ranges ?? [];
    return ranges[placeIn(ranges, number)];
  }

  /** Returns the parts of ranges that lie in limits. */
  within(limits: NumberRange): MissingRange[] {
    const parts: MissingRange[] = [];
    for (let at = this.leafFor(limits.from); at < this.leaves.length; at++) {
      const ranges = this.leaves[at]?.ranges ?? [];
      for (let place = placeIn(ranges, limits.from); place < ranges.length; place++) {
        const range = ranges[place];
        if (range === undefined || range.from > limits.until) return parts;
        parts.push(partOf(range, limits));
      }
    }
    return parts;
  }

  /** Returns at most `most` ranges; of more, neighbours are joined, so that no missing number is left out. */
  listed(most: number): readonly MissingRange[] {
    if (this.length <= most) return [...this];
    const joined = this.leaves.flatMap((leaf) => joinedLeaf(leaf));
    const together = Math.ceil(joined.length / most);
    if (together === 1) return joined;
    return Array.from(
      { length: Math.ceil(joined.length / together) },
      (_, at) => joinedTo(joined.slice(at * together, (at + 1) * together)) ?? [],
    ).flat();
  }

  /** Adds ranges that ascend, lie apart, and lie behind all others. */
  withBehind(added: readonly MissingRange[]): MissingNumbers {
    const [first, ...others] = added;
    if (first === undefined) return this;
    const begun = this.with(first);
    if (others.length === 0) return begun;
    const last = begun.leaves.length - 1;
    return begun.spliced(last, last + 1, [...(begun.leaves[last]?.ranges ?? []), ...others]).bounded();
  }

  /** Adds numbers of which none is missing yet; neighbours that went missing at the same moment become one range. */
  with(added: MissingRange): MissingNumbers {
    const at = Math.min(this.leafFor(added.from), Math.max(0, this.leaves.length - 1));
    const ranges = this.leaves[at]?.ranges ?? [];
    const place = placeIn(ranges, added.from);
    const before = ranges[place - 1];
    const after = ranges.slice(place);
    if (before?.until === added.from - 1 && before.sinceMs === added.sinceMs) {
      const grown = joinedTo([before, added]) ?? added;
      return this.spliced(at, at + 1, [...ranges.slice(0, place - 1), grown, ...after]).bounded();
    }
    // A last range begins a leaf of its own where the last leaf is full, so that full leaves stay the same object.
    if (ranges.length >= MOST_IN_LEAF && after.length === 0)
      return this.spliced(at + 1, at + 1, [added]).bounded();
    return this.spliced(at, at + 1, [...ranges.slice(0, place), added, ...after]).bounded();
  }

  /** Adds ranges that ascend, with no number that is missing yet: goes through the list of leaves once. */
  withAll(added: readonly MissingRange[]): MissingNumbers {
    if (added.length < 2) return added.reduce<MissingNumbers>((numbers, each) => numbers.with(each), this);
    if (this.leaves.length === 0) return MissingNumbers.of(added).bounded();
    const leaves: Leaf[] = [];
    let place = 0;
    for (const [at, leaf] of this.leaves.entries()) {
      const end = at === this.leaves.length - 1 ? Infinity : leaf.until;
      const from = place;
      while ((added[place]?.from ?? Infinity) < end) place++;
      if (place === from) leaves.push(leaf);
      else leaves.push(...leavesOf(merged(leaf.ranges, added.slice(from, place))));
    }
    return MissingNumbers.ofLeaves(leaves).bounded();
  }

  /** Removes the numbers in limits. */
  without(limits: NumberRange): MissingNumbers {
    const from = this.leafFor(limits.from);
    const until = firstNotBefore(this.leaves, ({ ranges }) => (ranges[0]?.from ?? 0) <= limits.until);
    // Leaves between the first and the last of them lie in the limits as a whole.
    const [first, ...others] = this.leaves.slice(from, until);
    const ranges = [...(first?.ranges ?? []), ...(others.at(-1)?.ranges ?? [])];
    const left = ranges.flatMap((range) => [
      ...(range.from < limits.from ? [partOf(range, { from: range.from, until: limits.from - 1 })] : []),
      ...(range.until > limits.until ? [partOf(range, { from: limits.until + 1, until: range.until })] : []),
    ]);
    const isSame =
      others.length < 2 && left.length === ranges.length && left.every((range, at) => range === ranges[at]);
    return isSame ? this : this.spliced(from, until, left);
  }

  /** Makes all numbers in limits that lie in joined ranges missing again, so that they can be requested one by one. */
  unfolded(limits: NumberRange): MissingNumbers {
    return this.within(limits)
      .filter(({ from }) => this.rangeWith(from)?.settled !== undefined)
      .reduce<MissingNumbers>(
        (numbers, { from, until, sinceMs }) =>
          numbers.without({ from, until }).with(rangeOf({ from, until }, sinceMs, 0)),
        this,
      );
  }

  private bounded(): MissingNumbers {
    if (this.length <= MOST_RANGES) return this;
    const oldest = this.leaves.slice(0, LEAVES_JOINED);
    return this.spliced(
      0,
      oldest.length,
      oldest.flatMap((leaf) => joinedLeaf(leaf)),
    );
  }

  /** Returns the place of the first leaf that ends at a number or behind it. */
  private leafFor(number: number): number {
    return firstNotBefore(this.leaves, ({ until }) => until < number);
  }

  /** Replaces the ranges of some leaves; a short leaf is merged with a neighbour. */
  private spliced(from: number, until: number, ranges: readonly MissingRange[]): MissingNumbers {
    const [before, after] = [this.leaves[from - 1], this.leaves[until]];
    if (ranges.length < FEW_IN_LEAF && until > from) {
      if (after !== undefined && after.ranges.length + ranges.length <= MOST_IN_LEAF)
        return this.spliced(from, until + 1, [...ranges, ...after.ranges]);
      if (before !== undefined && before.ranges.length + ranges.length <= MOST_IN_LEAF)
        return this.spliced(from - 1, until, [...before.ranges, ...ranges]);
    }
    const old = this.leaves.slice(from, until);
    const made = leavesOf(ranges);
    const changed = (of: (leaf: Leaf) => number): number => sumOf(made, of) - sumOf(old, of);
    return new MissingNumbers(
      [...this.leaves.slice(0, from), ...made, ...this.leaves.slice(until)],
      this.length + changed((leaf) => leaf.ranges.length),
      this.count + changed((leaf) => leaf.missing),
    );
  }
}

function sumOf(leaves: readonly Leaf[], of: (leaf: Leaf) => number): number {
  return leaves.reduce((sum, leaf) => sum + of(leaf), 0);
}

function placeIn(ranges: readonly MissingRange[], number: number): number {
  return firstNotBefore(ranges, ({ until }) => until < number);
}

/** Merges ranges; neighbours that went missing at the same moment become one. */
function merged(ranges: readonly MissingRange[], added: readonly MissingRange[]): MissingRange[] {
  const all = [...ranges, ...added].sort((one, other) => one.from - other.from);
  const apart: MissingRange[] = [];
  for (const range of all) {
    const before = apart.at(-1);
    const isOne = before?.until === range.from - 1 && before.sinceMs === range.sinceMs;
    if (before !== undefined && isOne) apart[apart.length - 1] = joinedTo([before, range]) ?? range;
    else apart.push(range);
  }
  return apart;
}

/** Splits ranges into as few leaves as possible, all about as long. */
function leavesOf(ranges: readonly MissingRange[]): Leaf[] {
  const leaves: Leaf[] = [];
  const length = Math.ceil(ranges.length / Math.ceil(ranges.length / MOST_IN_LEAF));
  for (let from = 0; from < ranges.length; from += length) {
    const some = ranges.slice(from, from + length);
    leaves.push(leafOf(some));
  }
  return leaves;
}

/** Builds a leaf of ranges that ascend and lie apart, at least one. */
export function leafOf(ranges: readonly MissingRange[]): Leaf {
  const sinceMs = ranges.reduce((oldest, range) => Math.min(oldest, range.sinceMs), Infinity);
  return { ranges, until: ranges.at(-1)?.until ?? 0, sinceMs, missing: missingIn(ranges) };
}

function joinedLeaf({ ranges: [first], until, sinceMs, missing }: Leaf): MissingRange[] {
  if (first === undefined) return [];
  const { from } = first;
  return [rangeOf({ from, until }, sinceMs, until - from + 1 - missing)];
}
