import { AHEAD_US, LATE_US, OLDEST_US } from './clock-eras.js';

/** A passing that came without a question, by the decoder's clock and by ours. */
export interface LivePassing {
  readonly rtcTimeUs: number;
  readonly receivedAtUs: number;
}

/** Verdict of the live passings on an offset. */
export type LiveWord = 'agrees' | 'contradicts';

const MOST_REMEMBERED = 64;
/**
 * Passings that a line held back come faster than they happened; a steady lag for this long is a clock with another
 * offset.
 */
const STEADY_SPAN_US = 3_000_000;
const STEADY_US = 1_500_000;

/**
 * The newest passings of a connection that came without a question. They are a second witness of the decoder's clock:
 * the time that it answers has to agree with them.
 */
export class LivePassings {
  /** Up to twice `MOST_REMEMBERED`: the surplus is dropped in one go, because a copy for each passing costs more. */
  private newest: LivePassing[] = [];

  /** Drops all passings: the connection is another one. */
  forget(): void {
    this.newest = [];
  }

  note(passing: LivePassing): void {
    this.newest.push(passing);
    if (this.newest.length >= 2 * MOST_REMEMBERED) this.newest = this.newest.slice(-MOST_REMEMBERED);
  }

  /** Corrects the times of receipt: the clock of the host was set. */
  hostMoved(byUs: number): void {
    this.newest = this.newest.map((each) => ({ ...each, receivedAtUs: each.receivedAtUs + byUs }));
  }

  /** Returns the verdict of the passings received since `sinceUs`; undefined where they do not tell. */
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
