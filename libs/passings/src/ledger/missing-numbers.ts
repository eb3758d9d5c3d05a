import { missingIn, joinedTo, type MissingRange, partOf, rangeOf } from './missing-range.js';
import { firstNotBefore, type NumberRange } from './number-ranges.js';

/** Ranges that are kept, copied and written together: few enough that one change costs little. */
const MOST_IN_LEAF = 32;
const FEW_IN_LEAF = 8;
/** Memory has an end: beyond so many ranges the oldest are joined, some leaves at a time. */
const MOST_RANGES = 250_000;
const LEAVES_JOINED = 64;

/** Neighbouring ranges, at least one. The same object for as long as none of them changes. */
export interface Leaf {
  readonly ranges: readonly MissingRange[];
  /** Of the last range. */
  readonly until: number;
  /** Of the one that is known for longest. */
  readonly sinceMs: number;
  /** How many numbers are missing in it. */
  readonly missing: number;
}

/**
 * The missing numbers of one numbering: ranges that ascend and lie apart, in leaves. It never changes; a change gives
 * another one, which shares all leaves that are the same. A change costs one leaf and a look at the list of leaves.
 */
export class MissingNumbers implements Iterable<MissingRange> {
  static readonly none = new MissingNumbers([], 0, 0);

  private constructor(
    readonly leaves: readonly Leaf[],
    /** How many ranges. */
    readonly length: number,
    /** How many numbers are missing. */
    readonly count: number,
  ) {}

  /** Of ranges that ascend and lie apart. */
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

  /** The range that a number lies in. */
  rangeWith(number: number): MissingRange | undefined {
    const range = this.rangeFrom(number);
    return range !== undefined && range.from <= number ? range : undefined;
  }

  /** The first range that ends at a number or behind it. */
  rangeFrom(number: number): MissingRange | undefined {
    const ranges = this.leaves[this.leafFor(number)]?.ranges ?? [];
    return ranges[placeIn(ranges, number)];
  }

  /** The parts of ranges that lie in limits. */
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

  /** At most so many ranges; where there are more, neighbours are joined, so that no missing number is left out. */
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

  /** With ranges that ascend, lie apart, and lie behind all others. */
  withBehind(added: readonly MissingRange[]): MissingNumbers {
    const [first, ...others] = added;
    if (first === undefined) return this;
    const begun = this.with(first);
    if (others.length === 0) return begun;
    const last = begun.leaves.length - 1;
    return begun.spliced(last, last + 1, [...(begun.leaves[last]?.ranges ?? []), ...others]).bounded();
  }

  /** With numbers none of which is missing yet; neighbours that went missing at the same moment are one range. */
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
    // What comes last goes into a leaf of its own where the last one is full, so that full ones stay as they are.
    if (ranges.length >= MOST_IN_LEAF && after.length === 0)
      return this.spliced(at + 1, at + 1, [added]).bounded();
    return this.spliced(at, at + 1, [...ranges.slice(0, place), added, ...after]).bounded();
  }

  /** With ranges that ascend, none of whose numbers is missing yet: the list of leaves is gone through once. */
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

  /** Without the numbers in limits. */
  without(limits: NumberRange): MissingNumbers {
    const from = this.leafFor(limits.from);
    const until = firstNotBefore(this.leaves, ({ ranges }) => (ranges[0]?.from ?? 0) <= limits.until);
    // Of the leaves between the first and the last of them nothing is left.
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

  /** All numbers in limits that lie in joined ranges are missing again, so that they can be asked for one by one. */
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

  /** The place of the first leaf that ends at a number or behind it. */
  private leafFor(number: number): number {
    return firstNotBefore(this.leaves, ({ until }) => until < number);
  }

  /** Others in the place of the ranges of some leaves; few are put together with those of a neighbour. */
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

/** Neighbours that went missing at the same moment are one range. */
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

/** As few leaves as can be, all about as long. */
function leavesOf(ranges: readonly MissingRange[]): Leaf[] {
  const leaves: Leaf[] = [];
  const length = Math.ceil(ranges.length / Math.ceil(ranges.length / MOST_IN_LEAF));
  for (let from = 0; from < ranges.length; from += length) {
    const some = ranges.slice(from, from + length);
    leaves.push(leafOf(some));
  }
  return leaves;
}

/** Of ranges that ascend and lie apart, at least one. */
export function leafOf(ranges: readonly MissingRange[]): Leaf {
  const sinceMs = ranges.reduce((oldest, range) => Math.min(oldest, range.sinceMs), Infinity);
  return { ranges, until: ranges.at(-1)?.until ?? 0, sinceMs, missing: missingIn(ranges) };
}

function joinedLeaf({ ranges: [first], until, sinceMs, missing }: Leaf): MissingRange[] {
  if (first === undefined) return [];
  const { from } = first;
  return [rangeOf({ from, until }, sinceMs, until - from + 1 - missing)];
}
