import type { NumberRange } from '../commands/audit-plan.js';

/** What was asked for may come so much later: over a slow line, or from a slow decoder. */
const LATE_MS = 60_000;

/** More than can wait to be looked at. Two numbers that lie so far apart share a place. */
const MOST_NEW = 16_384;

interface AskedBlock {
  readonly block: NumberRange;
  /** Infinity while it is waited for. */
  untilMs: number;
}

/** The numbers that a decoder was asked for on this connection: passings of these numbers may be old. */
export class AskedBlocks {
  private blocks: AskedBlock[] = [];
  private highest = -1;
  /** Numbers above all others, which came when nobody waited for them, each at its place. */
  private readonly fresh = new Float64Array(MOST_NEW).fill(Number.NaN);

  /** `nowMs` is of a clock that nobody sets. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** It is asked for now; to be called when nobody waits for it any more. */
  begin(block: NumberRange): () => void {
    const asked = { block, untilMs: Infinity };
    this.blocks = [...this.blocks.filter(({ untilMs }) => untilMs > this.nowMs()), asked];
    return () => {
      asked.untilMs = this.nowMs() + LATE_MS;
    };
  }

  /** A passing came. Where it is asked for what lies above the newest one, the next ones are of that block as well. */
  heard(number: number): void {
    const isNew = number > this.highest;
    this.highest = Math.max(this.highest, number);
    const isAwaited = this.blocks.some(
      ({ block, untilMs }) => untilMs === Infinity && number >= block.from && number <= block.until,
    );
    if (isNew && !isAwaited) this.fresh[number % MOST_NEW] = number;
  }

  /** Whether a passing of this number that came may be old. */
  mayBeOld(number: number): boolean {
    return this.has(number) && this.fresh[number % MOST_NEW] !== number;
  }

  has(number: number): boolean {
    return this.blocks.some(
      ({ block, untilMs }) => number >= block.from && number <= block.until && untilMs > this.nowMs(),
    );
  }

  /** Another connection. */
  forget(): void {
    this.blocks = [];
    this.highest = -1;
    this.fresh.fill(Number.NaN);
  }
}
