/** Lines that may follow each other at once; one more comes free after each period. */
const MOST_AT_ONCE = 6;
const PERIOD_MS = 30_000;

type Say = (message: string) => void;

interface Held {
  readonly say: Say;
  readonly message: string;
  readonly count: number;
}

/**
 * Paces lines about a state that may change over and over, as a link does that keeps failing: a few changes are said at once,
 * then the last one now and then, with the count of those before it. The last line always tells the present state.
 */
export class PacedLog {
  private free = MOST_AT_ONCE;
  private countedAtMs = performance.now();
  private held: Held | undefined;
  private timer: NodeJS.Timeout | undefined;

  tell(message: string, say: Say): void {
    this.count();
    if (this.held === undefined && this.free >= 1) {
      this.free--;
      say(message);
      return;
    }
    this.held = { say, message, count: (this.held?.count ?? 0) + 1 };
    this.timer ??= setTimeout(() => {
      this.release();
    }, PERIOD_MS).unref();
  }

  private release(): void {
    const { held } = this;
    this.timer = undefined;
    this.held = undefined;
    if (held === undefined) return;
    this.count();
    this.free = Math.max(0, this.free - 1);
    const more = held.count - 1;
    held.say(more === 0 ? held.message : `${held.message} (and ${more} more since the last line)`);
  }

  private count(): void {
    const nowMs = performance.now();
    this.free = Math.min(MOST_AT_ONCE, this.free + (nowMs - this.countedAtMs) / PERIOD_MS);
    this.countedAtMs = nowMs;
  }
}
