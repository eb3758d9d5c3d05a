import { setTimeout as delay } from 'node:timers/promises';
import type { ClockMeasurement, DecoderClock } from '../clock/decoder-clock.js';
import type { HostClock } from '../clock/host-clock.js';
import { measureClock } from './measure-clock.js';
import type { LivePassings } from '../clock/live-passings.js';

type Asked = Parameters<typeof measureClock>[0];

export interface ClockInquiryOptions {
  readonly clock: DecoderClock;
  readonly live: LivePassings;
  readonly hostClock: HostClock;
  readonly decoder: Asked;
  /** Whether a jump of the decoder's clock is one of the host's clock instead; `hostClock` is corrected by then. */
  readonly isOfHost: (movedUs: number | undefined) => boolean;
  /** The current link; undefined or another one once it was lost. */
  readonly link: () => unknown;
  /** Called with the decoder's time when that is impossible. */
  readonly implausible: (rtcTimeUs: number) => void;
}

const MOST_SLIPPED_US = 250_000;
const MOST_ROUNDS = 3;
/** Pause between two rounds: a clock that goes advances by more than two measurements of one clock differ. */
const PAUSE_MS = 1100;

/** Asks a decoder for its time, and believes an answer that its passings or a second round confirm. */
export class ClockInquiry {
  private running: { readonly link: unknown; readonly done: Promise<unknown> } | undefined;
  private next: Promise<boolean> | undefined;

  constructor(private readonly options: ClockInquiryOptions) {}

  /** Resolves to whether the offset in force changed; of callers at the same time only one gets true. */
  async measure(): Promise<boolean> {
    const link = this.options.link();
    const before = this.running;
    if (before === undefined || before.link !== link) return this.begin(link);
    if (this.next !== undefined) {
      await this.next;
      return false;
    }
    // The answers under way may be older than the reason for this call.
    const again = (): Promise<boolean> => {
      this.next = undefined;
      return this.begin(link);
    };
    this.next = before.done.then(again, again);
    return this.next;
  }

  private async begin(link: unknown): Promise<boolean> {
    const done = this.inquire(link);
    const running = { link, done };
    this.running = running;
    try {
      return await done;
    } finally {
      if (this.running === running) this.running = undefined;
    }
  }

  private async inquire(link: unknown): Promise<boolean> {
    const { clock, live } = this.options;
    let former: ClockMeasurement | undefined;
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
      if (rounds > 0) await delay(PAUSE_MS, undefined, { ref: false });
      const round = await this.round();
      if (this.options.link() !== link) return false;
      const [first] = round;
      if (first === undefined && former === undefined) return clock.measure([]);
      if (first === undefined) break;
      if (clock.isBelievable(round, former, live)) return clock.measure(round);
      former = first;
    }
    const wasDistrusted = clock.isDistrusted;
    clock.distrust();
    if (!wasDistrusted) this.options.implausible(former?.rtcTimeUs ?? 0);
    return false;
  }

  private async round(): Promise<ClockMeasurement[]> {
    const { hostClock, decoder, clock, isOfHost } = this.options;
    for (;;) {
      const [beganUs, beganMs] = [hostClock.nowUs(), performance.now()];
      const round = await measureClock(decoder, hostClock);
      const slippedUs = hostClock.nowUs() - beganUs - (performance.now() - beganMs) * 1000;
      // The host's time was corrected during the round: its answers cannot be compared with each other.
      if (Math.abs(slippedUs) > MOST_SLIPPED_US) continue;
      if (!isOfHost(clock.jumpIn(round))) return round;
    }
  }
}
