import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { type FeedPage, type PassingsFeed, UnknownCursor } from '#passings';
import { type FeedRow, rowsOf } from '../feed-row.js';

/** Rows of one reading. */
const ROWS_AT_ONCE = 500;
/** Rows that are remembered: half a minute of a busy track. */
const MOST_ROWS = 4000;
/** Rest after the readers were told, for each of them: telling a crowd at each passing would take a whole processor. */
const REST_MS_PER_READER = 0.1;
const LONGEST_REST_MS = 20;
/** Rows that are enough for one telling: in a burst there is no rest, because each write is long as it is. */
const ENOUGH_ROWS = 20;
/** Readers that are told in one turn of the loop. */
const READERS_AT_ONCE = 8;
/** Time after which is looked for what another gateway stored. */
const LOOK_MS = 200;
const AFTER_FAILURE_MS = 500;

type Changed = () => void;

/**
 * The newest rows of a feed, read once for all readers and remembered: a reader that keeps up never asks the storage itself.
 * A tail without a reader reads nothing.
 */
export class FeedTail {
  /** Rises whenever what is remembered changes. */
  version = 0;
  private rows: FeedRow[] = [];
  /** Index among all rows of the first in `rows`. */
  private firstIndex = 0;
  /** Index of the row behind each cursor; for the cursor of the beginning as well. */
  private readonly behind = new Map<string, number>();
  private cursor: string | undefined;
  private isPoked = false;
  private isReading = false;
  private readers = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners = new Set<Changed>();

  constructor(
    private readonly feed: PassingsFeed,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Begins to follow with the first reader; the returned function takes this reader away. */
  enter(): () => void {
    this.readers++;
    this.timer ??= setInterval(() => {
      this.poke();
    }, LOOK_MS).unref();
    this.poke();
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.readers--;
      if (this.readers === 0) this.end();
    };
  }

  /** Hears that something was stored. */
  poke(): void {
    this.isPoked = true;
    if (this.isReading || this.readers === 0) return;
    this.isReading = true;
    void this.follow().finally(() => {
      this.isReading = false;
    });
  }

  /** Returns the rows behind a cursor, none where it is the newest; undefined where it is not among those remembered. */
  after(cursor: string): readonly FeedRow[] | undefined {
    const index = this.behind.get(cursor);
    return index === undefined ? undefined : this.rows.slice(index - this.firstIndex);
  }

  /** Calls `listener` with each change until the returned function is called. */
  listen(listener: Changed): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Resolves when there are new rows, or after `timeoutMs`, or when `signal` aborts. */
  changed(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.listeners.delete(settle);
        signal.removeEventListener('abort', settle);
        resolve();
      };
      const timer = setTimeout(settle, timeoutMs);
      this.listeners.add(settle);
      signal.addEventListener('abort', settle);
      if (signal.aborted) settle();
    });
  }

  private async follow(): Promise<void> {
    while (this.isPoked && this.readers > 0) {
      this.isPoked = false;
      try {
        await this.readOn();
      } catch (error) {
        this.forget();
        if (!(error instanceof UnknownCursor)) {
          this.onFailure(error);
          await delay(AFTER_FAILURE_MS, undefined, { ref: false });
        }
        await this.tell();
      }
    }
  }

  private async readOn(): Promise<void> {
    if (this.cursor === undefined) this.begin(await this.feed.now());
    for (let page: FeedPage | undefined; page?.hasMore !== false;) {
      page = await this.feed.read(this.cursor ?? '', ROWS_AT_ONCE);
      // The next reader begins at its own now, not where the last one left.
      if (this.readers === 0) return;
      if (page.isRewound) this.begin(page.cursor);
      else this.add(page);
      if (page.columns.length === 0 && !page.isRewound) continue;
      await this.tell();
      const isEnough = page.columns.length >= ENOUGH_ROWS;
      const restMs = isEnough ? 0 : Math.min(LONGEST_REST_MS, this.readers * REST_MS_PER_READER);
      if (restMs >= 1) await delay(restMs, undefined, { ref: false });
    }
  }

  /** Begins at a cursor: readers at others read from the storage until they are here. */
  private begin(cursor: string): void {
    this.forget();
    this.cursor = cursor;
    this.behind.set(cursor, this.firstIndex);
  }

  private add(page: FeedPage): void {
    this.version++;
    for (const row of rowsOf(page)) {
      this.rows.push(row);
      this.behind.set(row.cursor, this.firstIndex + this.rows.length);
    }
    // Slots without a passing may lie behind the last row.
    this.cursor = page.cursor;
    this.behind.set(page.cursor, this.firstIndex + this.rows.length);
    if (this.rows.length <= MOST_ROWS) return;
    this.firstIndex += this.rows.length - MOST_ROWS / 2;
    this.rows = this.rows.slice(-MOST_ROWS / 2);
    for (const [cursor, index] of this.behind) if (index < this.firstIndex) this.behind.delete(cursor);
  }

  /** Tells the readers, some in each turn of the loop: storing goes on in between. Resolves when all of them know. */
  private async tell(): Promise<void> {
    let told = 0;
    for (const listener of [...this.listeners]) {
      if (told++ % READERS_AT_ONCE === READERS_AT_ONCE - 1) await nextTurn();
      if (this.listeners.has(listener)) listener();
    }
  }

  private forget(): void {
    this.version++;
    this.firstIndex += this.rows.length;
    this.rows = [];
    this.behind.clear();
    this.cursor = undefined;
  }

  private end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.forget();
  }
}
