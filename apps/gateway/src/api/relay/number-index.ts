import type { TimeWindow } from '#passings';

/** Numbers in one bucket: a bit for each, and the times between which their passings lie. */
const BUCKET = 256;
const BITS = 32;

interface Bucket {
  readonly bits: Uint32Array;
  count: number;
  fromUs: number;
  untilUs: number;
}

/** Numbers that are kept, both ends inclusive, and the window of time in which their passings are found. */
export interface KeptStretch {
  readonly fromNumber: number;
  readonly untilNumber: number;
  readonly window: TimeWindow;
}

/** The kept numbers of one numbering, and where in time each is to be found: some 50 bytes for 256 numbers. */
export class NumberIndex {
  private readonly buckets = new Map<number, Bucket>();

  /** `highest`: the number up to which all kept ones are added, before the index is used. */
  constructor(private highest = -1) {}

  /** The number up to which kept ones were looked for, or came. */
  get last(): number {
    return this.highest;
  }

  has(number: number): boolean {
    const bits = this.buckets.get(Math.floor(number / BUCKET))?.bits;
    return ((bits?.[wordOf(number)] ?? 0) & bitOf(number)) !== 0;
  }

  /** Adds a passing, whose window it widens in any case. Returns whether its number is new. */
  add(number: number, timeUs: number): boolean {
    const isNew = !this.has(number);
    const at = Math.floor(number / BUCKET);
    const bucket = this.buckets.get(at) ?? {
      bits: new Uint32Array(BUCKET / BITS),
      count: 0,
      fromUs: timeUs,
      untilUs: timeUs,
    };
    this.buckets.set(at, bucket);
    const word = wordOf(number);
    bucket.bits[word] = ((bucket.bits[word] ?? 0) | bitOf(number)) >>> 0;
    bucket.fromUs = Math.min(bucket.fromUs, timeUs);
    bucket.untilUs = Math.max(bucket.untilUs, timeUs);
    if (isNew) bucket.count++;
    this.highest = Math.max(this.highest, number);
    return isNew;
  }

  /** Returns the stretches, ascending, that have a number of the range; both ends inclusive. */
  stretches(fromNumber: number, untilNumber: number): readonly KeptStretch[] {
    const [first, last] = [Math.floor(fromNumber / BUCKET), Math.floor(untilNumber / BUCKET)];
    return this.bucketsIn(first, last).map(([at, { fromUs, untilUs }]) => ({
      fromNumber: Math.max(fromNumber, at * BUCKET),
      untilNumber: Math.min(untilNumber, at * BUCKET + BUCKET - 1),
      window: { fromUs, untilUs },
    }));
  }

  /** Counts the numbers of a range; both ends inclusive. */
  count(fromNumber: number, untilNumber: number): number {
    const [first, last] = [Math.floor(fromNumber / BUCKET), Math.floor(untilNumber / BUCKET)];
    let count = 0;
    for (const [at, bucket] of this.bucketsIn(first, last)) {
      const [from, until] = [
        Math.max(fromNumber, at * BUCKET),
        Math.min(untilNumber, at * BUCKET + BUCKET - 1),
      ];
      if (until - from + 1 === BUCKET) count += bucket.count;
      else for (let number = from; number <= until; number++) count += this.has(number) ? 1 : 0;
    }
    return count;
  }

  private bucketsIn(first: number, last: number): [number, Bucket][] {
    if (last - first > this.buckets.size)
      return [...this.buckets]
        .filter(([at]) => at >= first && at <= last)
        .sort(([one], [other]) => one - other);
    const found: [number, Bucket][] = [];
    for (let at = first; at <= last; at++) {
      const bucket = this.buckets.get(at);
      if (bucket !== undefined) found.push([at, bucket]);
    }
    return found;
  }
}

function wordOf(number: number): number {
  return Math.floor((number % BUCKET) / BITS);
}

function bitOf(number: number): number {
  return (1 << (number % BITS)) >>> 0;
}
