import type { Cluster, Redis } from 'ioredis';
import type { TimeWindow } from '../ports/passings.repository.js';
import type { ChunkReader } from './chunk-reader.js';
import { isDigest, isDigestLength } from './day-digest.js';
import { isPresent } from './day-presence.js';
import { readAhead } from './read-ahead.js';
import { seenField, type SiteKeys } from '#redis';
import { CHUNK_US, chunkOf, DAY_US, dayOf } from './record-layout.js';

/** A whole day of the window with its digest, or chunks of days without one. */
export type Stretch =
  | { readonly day: number; readonly digest: Buffer }
  | { readonly day: undefined; readonly chunks: readonly number[] };

/** Days of the first read: a query for the newest rows is often content with them. */
const FIRST_DAYS = 2;
/** Most days at once with the digests of all transponders, which may have hundreds of kilobytes each. */
const MOST_DAYS = 32;
/** Most days at once for one transponder: only digests that have it are read. */
const MOST_DAYS_OF_ONE = 256;
const NO_DIGEST = Buffer.alloc(0);
/** Width beyond which it is worth asking first where the passings begin and end. */
const WIDE_DAYS = 64;

/** Divides a window into days that are over, with their digest, and the rest. */
export class Stretches {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly chunks: ChunkReader,
  ) {}

  /** Yields the stretches in `order`, some at a time. For one transponder digests may lack the others. */
  async *inWindow(asked: TimeWindow, order: 'asc' | 'desc', transponder?: number): AsyncGenerator<Stretch[]> {
    const window = await this.clamped(asked);
    const days = daysOf(window, order, transponder === undefined ? MOST_DAYS : MOST_DAYS_OF_ONE);
    const ahead = { most: 1, mostWeight: 2, weightOf: () => 1 };
    const read = (some: readonly number[]): Promise<Stretch[]> =>
      this.ofDays(some, window, order, transponder);
    for await (const stretches of readAhead(days, ahead, read))
      yield order === 'asc' ? stretches : stretches.reverse();
  }

  /** Returns stretches in order of time, with the chunks of each in `order`. */
  private async ofDays(
    days: readonly number[],
    window: TimeWindow,
    order: 'asc' | 'desc',
    transponder: number | undefined,
  ): Promise<Stretch[]> {
    const first = days[0] ?? 0;
    const whole = days.filter((day) => isWhole(day, window));
    const digestOf =
      transponder === undefined ? await this.digests(whole) : await this.digestsOf(whole, transponder);
    const digests = days.map((day) => digestOf.get(day));
    const stretches: Promise<Stretch>[] = [];
    for (let at = 0; at < days.length; at++) {
      const digest = digests[at];
      if (digest !== undefined) {
        stretches.push(Promise.resolve({ day: first + at, digest }));
        continue;
      }
      const begin = at;
      while (at + 1 < days.length && digests[at + 1] === undefined) at++;
      const part = {
        fromUs: Math.max(window.fromUs, (first + begin) * DAY_US),
        untilUs: Math.min(window.untilUs, (first + at + 1) * DAY_US - 1),
      };
      stretches.push(this.chunks.chunksIn(part, order).then((chunks) => ({ day: undefined, chunks })));
    }
    return Promise.all(stretches);
  }

  private async digests(days: readonly number[]): Promise<Map<number, Buffer>> {
    const digests = new Map<number, Buffer>();
    if (days.length === 0) return digests;
    const kept = await this.redis.hmgetBuffer(this.keys.digests, ...days.map(String));
    for (const [at, day] of days.entries()) {
      const digest = kept[at];
      if (isDigest(digest)) digests.set(day, digest);
    }
    return digests;
  }

  /** Reads only the digests that have the transponder; the other days get an empty one. */
  private async digestsOf(days: readonly number[], transponder: number): Promise<Map<number, Buffer>> {
    if (days.length === 0) return new Map();
    const { digests } = this.keys;
    const lengths = await Promise.all(days.map((day) => this.redis.hstrlen(digests, String(day))));
    const digested = days.filter((_, at) => isDigestLength(lengths[at] ?? 0));
    if (digested.length === 0) return new Map();
    // Read after the lengths: where a day got another digest in between, its transponders are at least as new.
    const seen = await this.redis.hmgetBuffer(digests, ...digested.map(seenField));
    const isIn = (at: number): boolean => {
      const presence = seen[at];
      return presence === null || presence === undefined || isPresent(presence, transponder);
    };
    const found = await this.digests(digested.filter((_, at) => isIn(at)));
    for (const [at, day] of digested.entries()) if (!isIn(at)) found.set(day, NO_DIGEST);
    return found;
  }

  private async clamped(window: TimeWindow): Promise<TimeWindow> {
    if (window.untilUs - window.fromUs <= WIDE_DAYS * DAY_US) return window;
    const ends = await this.chunks.ends();
    if (ends === undefined) return { fromUs: 0, untilUs: -1 };
    return {
      fromUs: Math.max(window.fromUs, ends.oldest * CHUNK_US),
      untilUs: Math.min(window.untilUs, (ends.newest + 1) * CHUNK_US - 1),
    };
  }
}

/** Yields the days of a window in `order`, some at a time, each part in rising order. */
function* daysOf(window: TimeWindow, order: 'asc' | 'desc', most: number): Generator<readonly number[]> {
  const [first, last] = [dayOf(chunkOf(window.fromUs)), dayOf(chunkOf(window.untilUs))];
  let atOnce = FIRST_DAYS;
  for (let done = 0; done <= last - first; done += atOnce, atOnce = Math.min(atOnce * 2, most)) {
    const days = Math.min(atOnce, last - first + 1 - done);
    const from = order === 'asc' ? first + done : last - done - days + 1;
    yield Array.from({ length: days }, (_, at) => from + at);
  }
}

function isWhole(day: number, { fromUs, untilUs }: TimeWindow): boolean {
  return day * DAY_US >= fromUs && (day + 1) * DAY_US - 1 <= untilUs;
}
