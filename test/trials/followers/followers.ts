import { setTimeout as delay } from 'node:timers/promises';
import type { Trial } from '../trial.js';
import type { Follower } from './follower.js';
import { PageFollower } from './page-follower.js';
import { StreamFollower } from './stream-follower.js';
import { WebhookFollower } from './webhook-follower.js';

/** Longer than a webhook waits that was cut for a minute. */
const CAUGHT_UP_MS = 90_000;
const LATE_EVERY_MS = 8000;

export interface Followed {
  readonly rows: number;
  readonly lacking: number;
  readonly beside: number;
  readonly repeats: number;
  readonly rewinds: number;
  readonly cuts: number;
}

/** The figures that every reader must have. */
export const NOTHING_MISSED = { lacking: 0, beside: 0, repeats: 0 };

/** Readers of every kind, of everything and of one decoder, beside a trial. */
export class Followers {
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly trial: Trial,
    private readonly all: readonly Follower[],
  ) {}

  static async begin(trial: Trial): Promise<Followers> {
    const { gateway } = trial;
    const { cursor } = await gateway.until('the beginning of the feed', () =>
      gateway.ask('GET', '/passings/feed?limit=1'),
    );
    const oldest = String(cursor).replace(/\d+$/, '1');
    const all: Follower[] = [];
    for (const decoderId of [undefined, 'd1'])
      all.push(
        new StreamFollower(gateway.port, oldest, decoderId),
        new PageFollower(gateway.port, oldest, decoderId),
        await WebhookFollower.begin(gateway, decoderId),
      );
    const followers = new Followers(trial, all);
    followers.timer = setInterval(() => {
      followers.makeLate();
    }, LATE_EVERY_MS);
    return followers;
  }

  /** Cuts readers at random moments. */
  async cut(times: number): Promise<void> {
    const { random } = this.trial;
    for (let time = 0; time < times; time++) {
      await delay(random() * 200);
      this.all[Math.floor(random() * this.all.length)]?.cut();
    }
  }

  /** Compares what each reader has with what is kept, once it caught up or will not. */
  async compare(): Promise<Readonly<Record<string, Followed>>> {
    clearInterval(this.timer);
    const kept = await this.kept();
    const found: Record<string, Followed> = {};
    const endMs = performance.now() + CAUGHT_UP_MS;
    for (const { name, decoderId, seen, cuts } of this.all) {
      const own = new Map(
        [...kept].filter(([key]) => decoderId === undefined || key.startsWith(`${decoderId} `)),
      );
      while (seen.compare(own).lacking > 0 && performance.now() < endMs) await delay(50);
      const { rows, repeats, rewinds } = seen;
      found[name] = { rows, ...seen.compare(own), repeats, rewinds, cuts };
    }
    return found;
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.all.map((follower) => follower.end()));
  }

  /** Cuts the line of a decoder: what crosses meanwhile comes late, by RESEND. */
  private makeLate(): void {
    const { simulator, random } = this.trial;
    simulator.decoders[Math.floor(random() * simulator.decoders.length)]?.cutConnections();
  }

  private async kept(): Promise<ReadonlyMap<string, string>> {
    const kept = new Map<string, string>();
    for (const at of this.trial.simulator.decoders.keys())
      for (const row of await this.trial.rowsOf(`d${at}`))
        kept.set(`d${at} ${row.passing_number}`, row.rtc_time_us);
    return kept;
  }
}
