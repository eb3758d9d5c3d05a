import { Problem } from '../../../../platform/problems/problem.js';
import type { ReadLoad } from './read-load.js';
import { type LongRead, ReadingLine } from './reading-line.js';

const LOOK_MS = 250;

interface Turn {
  readonly take: () => Promise<void>;
  readonly refuse: (reason: Problem) => void;
}

/**
 * Keeps long reads in a line of their own, so that short ones need not wait for many of them; two at once would only slow
 * each other down, because they share one thread. A read that cannot be answered in time is refused, with the time to try
 * again.
 */
export class LongReads {
  private readonly line = new ReadingLine();
  private readonly turns = new Map<LongRead, Turn>();
  private looking: NodeJS.Timeout | undefined;

  /** `nowMs`: a monotonic clock. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  take<Found>(load: ReadLoad, read: () => Promise<Found>): Promise<Found> {
    const asked: LongRead = { load, askedMs: this.nowMs() };
    const lengthMs = this.line.join(asked);
    if (lengthMs !== undefined) return Promise.reject(tooMany(lengthMs));
    return new Promise<Found>((resolve, reject) => {
      const take = async (): Promise<void> => {
        let isAnswered = false;
        try {
          const found = await read();
          isAnswered = true;
          resolve(found);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        } finally {
          this.line.end(this.nowMs(), isAnswered);
          this.look();
        }
      };
      this.turns.set(asked, { take, refuse: reject });
      this.goOn();
    });
  }

  private goOn(): void {
    const next = this.line.begin(this.nowMs());
    if (next !== undefined) void this.turnOf(next)?.take();
    // The active read may take longer than its estimate.
    if (this.line.isWaitedIn)
      this.looking ??= setInterval(() => {
        this.look();
      }, LOOK_MS).unref();
    else {
      clearInterval(this.looking);
      this.looking = undefined;
    }
  }

  private look(): void {
    this.refuseOverdue();
    this.goOn();
  }

  private refuseOverdue(): void {
    const nowMs = this.nowMs();
    for (const read of this.line.takeOverdue(nowMs, LOOK_MS))
      this.turnOf(read)?.refuse(tooMany(this.line.lengthMs(nowMs)));
  }

  private turnOf(read: LongRead): Turn | undefined {
    const turn = this.turns.get(read);
    this.turns.delete(read);
    return turn;
  }
}

function tooMany(waitMs: number): Problem {
  return new Problem({
    status: 503,
    reason: 'request.too_many_long',
    message: 'Too many long reads wait just now: try again later, or ask for a shorter time or fewer rows.',
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) },
  });
}
