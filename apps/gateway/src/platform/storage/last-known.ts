import { storageTroubleOf } from './storage-trouble.js';
import type { StorageWatch } from './storage-watch.js';

/** Nothing can be revoked through a storage that is away; by another gateway that still reaches it, it can. */
const GOOD_FOR_MS = 5 * 60_000;
/** Another gateway on the same storage may revoke what this one read: that counts here within a second. */
const FRESH_FOR_MS = 1000;
const MOST_KEPT = 10_000;

interface Kept<Value> {
  readonly value: Value;
  /** When it was asked for, which is before it was read. */
  readonly askedAtMs: number;
}

/**
 * Asks the storage once a second for the same thing, however often it is wanted, and while that cannot be read, goes by
 * what it said a short time ago.
 */
export class LastKnown<Value> {
  /** The oldest first. */
  private readonly kept = new Map<string, Kept<Value>>();
  private changes = 0;

  /** `nowMs`: of a clock that nobody sets. */
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
      // It is known by now that the storage is away: what it said counts for longer.
      const known = storageTroubleOf(error) === undefined ? undefined : this.recent(name);
      if (known === undefined) throw error;
      return known;
    }
  }

  /** Without a question. */
  recent(name: string): Value | undefined {
    // While it cannot be read: one request looks up several things, and must not wait for each.
    return this.recall(name, this.storage.readTrouble() === undefined ? FRESH_FOR_MS : GOOD_FOR_MS);
  }

  /** Asks in any case, and keeps what is said. */
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
   * For a change that is made through us: nothing of before counts any more, be it that its answer was lost. An answer
   * to a question of before may come after this, on another connection, and is not kept.
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
