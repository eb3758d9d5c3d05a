import { storageTroubleOf } from './storage-trouble.js';
import type { StorageWatch } from './storage-watch.js';

/** Use of an answer while the storage is away: only another gateway that still reaches the storage can revoke meanwhile. */
const GOOD_FOR_MS = 5 * 60_000;
/**
 * Use of an answer without asking again. A revocation by another gateway on the same storage counts here within a second,
 * the next question included.
 */
const FRESH_FOR_MS = 800;
const MOST_KEPT = 10_000;

interface Kept<Value> {
  readonly value: Value;
  /** Time of the question, which is before the storage read the value. */
  readonly askedAtMs: number;
}

/**
 * Asks the storage for the same name at most once in 800 ms, and goes by its last answer for a short time while it cannot be
 * read.
 */
export class LastKnown<Value> {
  /** Answers in the order of their questions, the oldest first. */
  private readonly kept = new Map<string, Kept<Value>>();
  private changes = 0;

  /** `nowMs`: reads a clock that nobody sets. */
  constructor(
    private readonly storage: StorageWatch,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  async find(name: string, ask: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const recent = this.recent(name);
    if (recent !== undefined) return recent;
    try {
      return await this.ask(name, ask);
    } catch (error) {
      // The failed `ask` made the storage known as unreadable: its last answer counts for longer now.
      const known = storageTroubleOf(error) === undefined ? undefined : this.recent(name);
      if (known === undefined) throw error;
      return known;
    }
  }

  /** Returns the last answer while it counts, without a question to the storage. */
  recent(name: string): Value | undefined {
    // An unreadable storage is not asked again: one request looks up several names, and must not wait for each.
    return this.recall(name, this.storage.readTrouble() === undefined ? FRESH_FOR_MS : GOOD_FOR_MS);
  }

  /** Asks in any case, and keeps the answer. */
  async ask(name: string, ask: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const [askedAtMs, { changes }] = [this.nowMs(), this];
    try {
      const found = await ask();
      this.forget(name);
      if (found !== undefined && changes === this.changes) this.keep(name, { value: found, askedAtMs });
      return found;
    } catch (error) {
      const trouble = storageTroubleOf(error);
      if (trouble !== undefined) this.storage.unreadable(trouble);
      throw error;
    }
  }

  /**
   * Makes a change through this gateway: no earlier answer counts any more, even where the reply to the change is lost. A
   * question asked before may be answered after the change, on another connection; its answer is not kept.
   */
  async changing<Result>(name: string, change: () => Promise<Result>): Promise<Result> {
    this.forget(name);
    try {
      return await change();
    } finally {
      this.changes++;
      this.forget(name);
    }
  }

  private recall(name: string, goodForMs: number): Value | undefined {
    const known = this.kept.get(name);
    return known !== undefined && this.nowMs() < known.askedAtMs + goodForMs ? known.value : undefined;
  }

  private keep(name: string, kept: Kept<Value>): void {
    this.kept.set(name, kept);
    for (const [oldest, { askedAtMs }] of this.kept) {
      if (kept.askedAtMs < askedAtMs + GOOD_FOR_MS && this.kept.size <= MOST_KEPT) return;
      this.kept.delete(oldest);
    }
  }

  private forget(name: string): void {
    this.kept.delete(name);
  }
}
