import type { NumberRange } from '../commands/audit-plan.js';

/** Longest delay of resent passings, over a slow line or from a slow decoder. */
const LATE_MS = 60_000;

/** More than the number of passings that can wait to be read: two numbers this far apart share a place. */
const MOST_NEW = 16_384;

interface AskedBlock {
  readonly block: NumberRange;
  /** Infinity while the request waits for its passings. */
  untilMs: number;
}

/** The numbers that a decoder was asked for on this connection: passings of these numbers may be old. */
export class AskedBlocks {
  private blocks: AskedBlock[] = [];
  private highest = -1;
  /** Highest numbers so far that came outside an awaited block, each at its number modulo `MOST_NEW`. */
  private readonly fresh = new Float64Array(MOST_NEW).fill(Number.NaN);

  /** `nowMs` is a monotonic clock. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** Notes that a block is requested. The returned function is called when the request ends. */
  begin(block: NumberRange): () => void {
    const asked = { block, untilMs: Infinity };
    this.blocks = [...this.blocks.filter(({ untilMs }) => untilMs > this.nowMs()), asked];
    return () => {
      asked.untilMs = this.nowMs() + LATE_MS;
    };
  }

  /** Notes the number of a passing that came. A new highest number within an awaited block counts as resent. */
  heard(number: number): void {
    const isNew = number > this.highest;
    this.highest = Math.max(this.highest, number);
    const isAwaited = this.blocks.some(
      ({ block, untilMs }) => untilMs === Infinity && number >= block.from && number <= block.until,
    );
    if (isNew && !isAwaited) this.fresh[number % MOST_NEW] = number;
  }

  /** Whether a passing of this number may be an old one that was resent. */
  mayBeOld(number: number): boolean {
    return this.has(number) && this.fresh[number % MOST_NEW] !== number;
  }

  has(number: number): boolean {
    return this.blocks.some(
      ({ block, untilMs }) => number >= block.from && number <= block.until && untilMs > this.nowMs(),
    );
  }

  /** Drops all blocks: the connection is another one. */
  forget(): void {
    this.blocks = [];
    this.highest = -1;
    this.fresh.fill(Number.NaN);
  }
}
