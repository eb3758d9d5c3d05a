import { type MissingNumbers, type NumberRange, subtract, within } from '#passings';
import { EMPTY_APART_MS } from './recovery-waits.js';

interface AskedBlock extends NumberRange {
  readonly dueMs: number;
  readonly pauseMs: number;
  /** It sent nothing of it then, and was asked for nothing else of it since. */
  readonly emptySinceMs: number | undefined;
}

const LONGEST_APART_MS = 600_000;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;
/** Memory has an end: what was asked for longest ago is asked for sooner then. */
const MOST_BLOCKS = 2000;

/** When a decoder is asked again for what it did not send. */
export class AskedAgain {
  private blocks: readonly AskedBlock[] = [];
  private apartMs = EMPTY_APART_MS;

  constructor(private readonly nowMs: () => number) {}

  /** Another connection, or another numbering: everything is asked for at once. */
  forget(): void {
    this.blocks = [];
  }

  /** Ascending: what is not asked for yet. */
  waiting(): readonly NumberRange[] {
    const nowMs = this.nowMs();
    return this.blocks.filter(({ dueMs }) => dueMs > nowMs);
  }

  /** Whether some of it was asked for before. */
  has(block: NumberRange): boolean {
    return within(this.blocks, block).length > 0;
  }

  /** When the first falls due of those that are still missing; `isConfirming`: of those that may be empty alone. */
  nextDueMs(missing: MissingNumbers, isConfirming: boolean): number | undefined {
    const due = this.blocks
      .filter(({ emptySinceMs }) => !isConfirming || emptySinceMs !== undefined)
      .filter((block) => missing.within(block).length > 0)
      .map(({ dueMs }) => dueMs);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** It did not answer, or not so that it could be believed: asked again after pauses that double. */
  failed(block: NumberRange): void {
    const before = within(this.blocks, block).map(({ pauseMs }) => pauseMs);
    const pauseMs = Math.min(2 * Math.max(FIRST_PAUSE_MS / 2, ...before), LONGEST_PAUSE_MS);
    this.put(block, { pauseMs, emptySinceMs: undefined });
  }

  /** It sent nothing of it. Gives what it sent nothing of for the second time, far enough apart. */
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

  /** Something of it came: what is left is asked for at once. Tells whether some of it had been thought empty. */
  cameSome(block: NumberRange, numbers: ReadonlySet<number>): boolean {
    const wasThoughtEmpty = within(this.blocks, block).some(
      ({ emptySinceMs, from, until }) =>
        emptySinceMs !== undefined && [...numbers].some((number) => number >= from && number <= until),
    );
    this.take([block]);
    return wasThoughtEmpty;
  }

  /** They are missing after all: asked for at once. */
  reopened(ranges: readonly NumberRange[]): void {
    this.take(ranges);
  }

  /** Some came later than that: from now on it is given more time. */
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
