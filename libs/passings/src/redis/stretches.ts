import type { Cluster, Redis } from 'ioredis';
import type { TimeWindow } from '../ports/passings.repository.js';
import type { ChunkReader } from './chunk-reader.js';
import { CHUNK_US, chunkOf } from './chunk-record.js';
import { DAY_US, dayOf, isDigest } from './day-digest.js';
import type { SiteKeys } from './site-keys.js';

/** A whole day of the window by its digest, or the chunks that there are where no digest tells. */
export type Stretch =
  | { readonly day: number; readonly digest: Buffer }
  | { readonly day: undefined; readonly chunks: readonly number[] };

/** Few at first: whoever asks for the newest is often content with them. */
const FIRST_DAYS = 2;
const MOST_DAYS = 8;
/** Beyond this it is worth asking first where the passings begin and end. */
const WIDE_DAYS = 64;

/** Divides a window into days that are over, of which a digest tells all, and what is left. */
export class Stretches {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly chunks: ChunkReader,
  ) {}

  /** In the order that is asked for, some at a time. */
  async *inWindow(asked: TimeWindow, order: 'asc' | 'desc'): AsyncGenerator<Stretch[]> {
    const window = await this.clamped(asked);
    const [first, last] = [dayOf(chunkOf(window.fromUs)), dayOf(chunkOf(window.untilUs))];
    let atOnce = FIRST_DAYS;
    for (let done = 0; done <= last - first; done += atOnce, atOnce = Math.min(atOnce * 2, MOST_DAYS)) {
      const days = Math.min(atOnce, last - first + 1 - done);
      const from = order === 'asc' ? first + done : last - done - days + 1;
      const stretches = await this.ofDays(from, from + days - 1, window, order);
      yield order === 'asc' ? stretches : stretches.reverse();
    }
  }

  /** In order of time; chunks within a stretch in the order that is asked for. */
  private async ofDays(
    first: number,
    last: number,
    window: TimeWindow,
    order: 'asc' | 'desc',
  ): Promise<Stretch[]> {
    const days = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    const digests = await Promise.all(
      days.map((day) =>
        isWhole(day, window) ? this.redis.hgetBuffer(this.keys.digests, String(day)) : Promise.resolve(null),
      ),
    );
    const stretches: Promise<Stretch>[] = [];
    for (let at = 0; at < days.length; at++) {
      const digest = digests[at];
      if (isDigest(digest)) {
        stretches.push(Promise.resolve({ day: first + at, digest }));
        continue;
      }
      const begin = at;
      while (at + 1 < days.length && !isDigest(digests[at + 1])) at++;
      const part = {
        fromUs: Math.max(window.fromUs, (first + begin) * DAY_US),
        untilUs: Math.min(window.untilUs, (first + at + 1) * DAY_US - 1),
      };
      stretches.push(this.chunks.chunksIn(part, order).then((chunks) => ({ day: undefined, chunks })));
    }
    return Promise.all(stretches);
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

function isWhole(day: number, { fromUs, untilUs }: TimeWindow): boolean {
  return day * DAY_US >= fromUs && (day + 1) * DAY_US - 1 <= untilUs;
}
