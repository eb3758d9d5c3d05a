/** A store that keeps up takes what was read sooner, and the link is read on. */
const USUAL_DELIVERY_MS = 250;

/**
 * Stands still while a link is not read because the store does not take what was read: the decoder is not late with what
 * lies there unread.
 */
export class ReadingClock {
  private unreadMs = 0;
  private deliveringSinceMs: number | undefined;

  /** `nowMs` is of a clock that nobody sets. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  deliveryBegan(): void {
    this.deliveringSinceMs = this.nowMs();
  }

  deliveryEnded(): void {
    this.unreadMs += this.waitingMs;
    this.deliveringSinceMs = undefined;
  }

  /** Milliseconds for which the link was read, from any moment on. */
  get readMs(): number {
    return this.nowMs() - this.unreadMs - this.waitingMs;
  }

  private get waitingMs(): number {
    if (this.deliveringSinceMs === undefined) return 0;
    return Math.max(0, this.nowMs() - this.deliveringSinceMs - USUAL_DELIVERY_MS);
  }
}
