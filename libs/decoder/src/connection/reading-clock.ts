/** Longest usual delivery: a store that keeps up takes records sooner, and the link is read on. */
const USUAL_DELIVERY_MS = 250;

/**
 * A clock that stands still while a link is not read because the store takes no records: the decoder is not late with
 * bytes that lie there unread.
 */
export class ReadingClock {
  private unreadMs = 0;
  private deliveringSinceMs: number | undefined;

  /** `nowMs` is a monotonic clock. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  deliveryBegan(): void {
    this.deliveringSinceMs = this.nowMs();
  }

  deliveryEnded(): void {
    this.unreadMs += this.waitingMs;
    this.deliveringSinceMs = undefined;
  }

  /** Milliseconds for which the link was read, from an arbitrary origin. */
  get readMs(): number {
    return this.nowMs() - this.unreadMs - this.waitingMs;
  }

  private get waitingMs(): number {
    if (this.deliveringSinceMs === undefined) return 0;
    return Math.max(0, this.nowMs() - this.deliveringSinceMs - USUAL_DELIVERY_MS);
  }
}
