import { type MissingNumbers, type NumberRange, subtract, within } from '#passings';
import { EMPTY_APART_MS } from './recovery-waits.js';

interface AskedBlock extends NumberRange {
  readonly dueMs: number;
  readonly pauseMs: number;
  /** Time at which the decoder answered with none of the block's numbers; undefined where it failed to answer. */
  readonly emptySinceMs: number | undefined;
}

const LONGEST_APART_MS = 600_000;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;
/** Most blocks in memory; beyond it the block due first is dropped, and so asked for at once. */
const MOST_BLOCKS = 2000;

/** Keeps when a decoder is asked again for numbers that it did not send. */
export class AskedAgain {
  private blocks: readonly AskedBlock[] = [];
  private apartMs = EMPTY_APART_MS;

  constructor(private readonly nowMs: () => number) {}

  /** Drops all blocks for another connection or another numbering: every missing number is asked for at once. */
  forget(): void {
    this.blocks = [];
  }

  /** Returns the blocks, ascending, that are not to be asked for yet. */
  waiting(): readonly NumberRange[] {
    const nowMs = this.nowMs();
    return this.blocks.filter(({ dueMs }) => dueMs > nowMs);
  }

  /** Whether a part of the block was asked for before. */
  has(block: NumberRange): boolean {
    return within(this.blocks, block).length > 0;
  }

  /** Returns when the first block still missing falls due. `isConfirming`: the first of those that may be empty. */
  nextDueMs(missing: MissingNumbers, isConfirming: boolean): number | undefined {
    const due = this.blocks
      .filter(({ emptySinceMs }) => !isConfirming || emptySinceMs !== undefined)
      .filter((block) => missing.within(block).length > 0)
      .map(({ dueMs }) => dueMs);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Delays a block that the decoder did not answer for, or not credibly; its pauses double. */
  failed(block: NumberRange): void {
    const before = within(this.blocks, block).map(({ pauseMs }) => pauseMs);
    const pauseMs = Math.min(2 * Math.max(FIRST_PAUSE_MS / 2, ...before), LONGEST_PAUSE_MS);
    this.put(block, { pauseMs, emptySinceMs: undefined });
  }

  /** Notes that the decoder sent none of the block. Returns the ranges with two such answers far enough apart. */
  cameNothing(block: NumberRange): readonly NumberRange[] {
    const nowMs = this.nowMs();
    const confirmed = within(this.blocks, block).filter(
      ({ emptySinceMs }) => emptySinceMs !== undefined && nowMs - emptySinceMs >= this.apartMs,
    );
    const first = subtract([block], confirmed);
    const stillWaiting = within(this.blocks, block).filter(({ dueMs }) => dueMs > nowMs);
    for (const range of subtract(first, stillWaiting))
      this.put(range, { pauseMs: this.apartMs, emptySinceMs: nowMs });
    this.take(confirmed);
    return confirmed;
  }

  /** Frees the block, of which `numbers` came, to be asked for at once. Returns whether one was thought empty. */
  cameSome(block: NumberRange, numbers: ReadonlySet<number>): boolean {
    const wasThoughtEmpty = within(this.blocks, block).some(
      ({ emptySinceMs, from, until }) =>
        emptySinceMs !== undefined && [...numbers].some((number) => number >= from && number <= until),
    );
    this.take([block]);
    return wasThoughtEmpty;
  }

  /** Frees ranges that are missing after all, to be asked for at once. */
  reopened(ranges: readonly NumberRange[]): void {
    this.take(ranges);
  }

  /** Doubles the time between two empty answers, because passings came later than that. */
  cameLate(): void {
    this.apartMs = Math.min(2 * this.apartMs, LONGEST_APART_MS);
    this.blocks = this.blocks.filter(({ emptySinceMs }) => emptySinceMs === undefined);
  }

  private put({ from, until }: NumberRange, entry: Pick<AskedBlock, 'pauseMs' | 'emptySinceMs'>): void {
    this.take([{ from, until }]);
    const block = { from, until, ...entry, dueMs: this.nowMs() + entry.pauseMs };
    this.blocks = [...this.blocks, block].sort((a, b) => a.from - b.from);
    if (this.blocks.length > MOST_BLOCKS) {
      const oldest = this.blocks.reduce((least, each) => (each.dueMs < least.dueMs ? each : least));
      this.blocks = this.blocks.filter((each) => each !== oldest);
    }
  }

  private take(ranges: readonly NumberRange[]): void {
    this.blocks = subtract(this.blocks, ranges);
  }
}
