import { storageTroubleOf } from './storage-trouble.js';
import type { StorageWatch } from './storage-watch.js';

/** Nothing can be revoked through a storage that is away; by another gateway that still reaches it, it can. */
const GOOD_FOR_MS = 5 * 60_000;
const MOST_KEPT = 10_000;

interface Kept<Value> {
  readonly value: Value;
  readonly untilMs: number;
}

/** Asks the storage, and while that cannot be read, goes by what it said a short time ago. */
export class LastKnown<Value> {
  /** The oldest first. */
  private readonly kept = new Map<string, Kept<Value>>();

  /** `nowMs`: of a clock that nobody sets. */
  constructor(
    private readonly storage: StorageWatch,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  async find(name: string, ask: () => Promise<Value | undefined>): Promise<Value | undefined> {
    if (this.storage.readTrouble() !== undefined) {
      // One request looks up several things: it must not wait for each.
      const known = this.recall(name);
      if (known !== undefined) return known;
    }
    try {
      const found = await ask();
      this.forget(name);
      if (found !== undefined) this.keep(name, found);
      return found;
    } catch (error) {
      const trouble = storageTroubleOf(error);
      if (trouble === undefined) throw error;
      this.storage.unreadable(trouble);
      const known = this.recall(name);
      if (known === undefined) throw error;
      return known;
    }
  }

  /**
   * For a change that is made through us: nothing of before counts any more, be it that its answer was lost. Replies come
   * in the order of the questions, so that one of before is not kept after this.
   */
  async changing<Result>(name: string, change: () => Promise<Result>): Promise<Result> {
    this.forget(name);
    try {
      return await change();
    } finally {
      this.forget(name);
    }
  }

  private recall(name: string): Value | undefined {
    const known = this.kept.get(name);
    return known !== undefined && this.nowMs() < known.untilMs ? known.value : undefined;
  }

  private keep(name: string, value: Value): void {
    const nowMs = this.nowMs();
    this.kept.set(name, { value, untilMs: nowMs + GOOD_FOR_MS });
    for (const [oldest, { untilMs }] of this.kept) {
      if (untilMs > nowMs && this.kept.size <= MOST_KEPT) return;
      this.kept.delete(oldest);
    }
  }

  private forget(name: string): void {
    this.kept.delete(name);
  }
}
