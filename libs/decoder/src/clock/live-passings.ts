import { AHEAD_US, LATE_US, OLDEST_US } from './clock-eras.js';

/** A passing that nobody asked for, by the decoder's clock and by ours. */
export interface LivePassing {
  readonly rtcTimeUs: number;
  readonly receivedAtUs: number;
}

/** Whether an offset can be that of the clock by which live passings are timed. */
export type LiveWord = 'agrees' | 'contradicts';

const MOST_REMEMBERED = 64;
/** Passings that a line held back come faster than they happened; behind by the same for so long they are of another clock. */
const STEADY_SPAN_US = 3_000_000;
const STEADY_US = 1_500_000;

/**
 * The newest passings of a connection that came by themselves. They are a second witness of the decoder's clock: what it
 * tells when it is asked for its time has to agree with them.
 */
export class LivePassings {
  /** Up to twice as many as are looked at: the others go together, because to copy the rest for each costs more than it. */
  private newest: LivePassing[] = [];

  /** Another connection. */
  forget(): void {
    this.newest = [];
  }

  note(passing: LivePassing): void {
    this.newest.push(passing);
    if (this.newest.length >= 2 * MOST_REMEMBERED) this.newest = this.newest.slice(-MOST_REMEMBERED);
  }

  /** The clock of the host was set. */
  hostMoved(byUs: number): void {
    this.newest = this.newest.map((each) => ({ ...each, receivedAtUs: each.receivedAtUs + byUs }));
  }

  /** What those say that were received since then; undefined where they cannot tell. */
  wordOn(offsetUs: number, sinceUs: number): LiveWord | undefined {
    const newest = this.newest.slice(-MOST_REMEMBERED);
    const since = newest.filter(({ receivedAtUs }) => receivedAtUs >= sinceUs);
    const ages = since.map(({ rtcTimeUs, receivedAtUs }) => receivedAtUs - rtcTimeUs - offsetUs);
    const latest = ages.at(-1);
    if (latest === undefined) return undefined;
    if (latest >= -AHEAD_US && latest <= LATE_US) return 'agrees';
    if (latest < -AHEAD_US || latest > OLDEST_US) return 'contradicts';
    const spanUs = (since.at(-1)?.receivedAtUs ?? 0) - (since[0]?.receivedAtUs ?? 0);
    const isSteady = Math.max(...ages) - Math.min(...ages) <= STEADY_US;
    return spanUs >= STEADY_SPAN_US && isSteady ? 'contradicts' : undefined;
  }
}
