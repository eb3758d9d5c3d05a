import type { LinkState } from './decoder-state.js';

export interface LinkRecordOptions {
  /** Address of the link, for people. */
  readonly place: string;
  /** One line per change, for people. */
  readonly log: (message: string, isTrouble: boolean) => void;
  readonly nowMs: () => number;
}

/** State of a link, its beginning, and the last trouble. */
export class LinkRecord {
  private link: LinkState = 'closed';
  private linkSinceMs: number;
  private trouble: string | undefined;

  constructor(private readonly options: LinkRecordOptions) {
    this.linkSinceMs = options.nowMs();
  }

  get state(): LinkState {
    return this.link;
  }

  get sinceMs(): number {
    return this.linkSinceMs;
  }

  get lastError(): string | undefined {
    return this.trouble;
  }

  enter(link: LinkState): void {
    if (link === this.link) return;
    this.link = link;
    this.linkSinceMs = this.options.nowMs();
    if (link === 'connected') this.options.log(`connected to ${this.options.place}`, false);
  }

  /** Logs `reason` once, however often it comes in a row. */
  fail(reason: string): void {
    if (reason !== this.trouble) this.options.log(reason, true);
    this.trouble = reason;
  }

  isGood(): void {
    this.trouble = undefined;
  }

  /** Corrects the beginning of the state by `byMs`: the clock of the host was set. */
  hostMoved(byMs: number): void {
    this.linkSinceMs += Math.round(byMs);
  }
}
