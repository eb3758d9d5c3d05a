import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import type { ChunkReader } from './chunk-reader.js';
import { isDigestLength, packDigest } from './day-digest.js';
import { packPresence } from './day-presence.js';
import type { SiteKeys } from '#redis';
import { DAY_US, dayOf } from './record-layout.js';
import type { SummaryReader } from './summary-reader.js';

const LOOKED_AT_ONCE = 64;
/** Rest after a day, as a multiple of the time that it took: storing and queries come first. */
const REST = 3;
const LONGEST_REST_MS = 1000;
/** Longest time of one call: upkeep comes again each minute. */
const LONGEST_MS = 45_000;

/**
 * Writes the digest of each day that is over. A mark stands in its place while it is made: a passing that is stored
 * into the day removes the value there, and the digest is set only where the mark still stands.
 */
export class DayDigester {
  private readonly changed = new Set<number>();
  private next: number | undefined;

  constructor(
    private readonly writer: Redis | Cluster,
    private readonly reader: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly chunks: ChunkReader,
    private readonly summaries: SummaryReader,
  ) {}

  /** Notes that a passing is stored into this chunk. */
  touch(chunk: number): void {
    this.changed.add(dayOf(chunk));
  }

  /** Digests the days that ended before `timeUs`, oldest first: all of them, or as many as there is time for. */
  async digestBefore(timeUs: number): Promise<void> {
    const ends = await this.chunks.ends();
    if (ends === undefined) return;
    const end = Math.min(Math.floor(timeUs / DAY_US), dayOf(ends.newest) + 1);
    const beginMs = performance.now();
    const isTime = (): boolean => performance.now() - beginMs < LONGEST_MS;
    this.next ??= dayOf(ends.oldest);
    while (this.next < end && isTime()) {
      const until = Math.min(end, this.next + LOOKED_AT_ONCE);
      // Noted first, so that a day that fails does not lose those behind it.
      for (const day of await this.without(this.next, until)) this.changed.add(day);
      this.next = until;
      await this.digestChanged(end, isTime);
    }
    await this.digestChanged(end, isTime);
  }

  private async digestChanged(end: number, isTime: () => boolean): Promise<void> {
    for (const day of [...this.changed].filter((each) => each < end).sort((a, b) => a - b)) {
      if (!isTime()) return;
      const beginMs = performance.now();
      // Removed first: a passing that is stored meanwhile adds the day again.
      this.changed.delete(day);
      try {
        await this.digest(day);
      } catch (error) {
        this.changed.add(day);
        throw error;
      }
      const restMs = REST * (performance.now() - beginMs);
      if (isTime()) await delay(Math.min(restMs, LONGEST_REST_MS), undefined, { ref: false });
    }
  }

  /** Returns the days without a digest, `from` inclusive, `until` exclusive. */
  private async without(from: number, until: number): Promise<number[]> {
    const days = Array.from({ length: until - from }, (_, at) => from + at);
    const lengths = await Promise.all(days.map((day) => this.reader.hstrlen(this.keys.digests, String(day))));
    return days.filter((_, at) => !isDigestLength(lengths[at] ?? 0));
  }

  private async digest(day: number): Promise<void> {
    const { digests } = this.keys;
    if (isDigestLength(await this.reader.hstrlen(digests, String(day)))) return;
    const window = { fromUs: day * DAY_US, untilUs: (day + 1) * DAY_US - 1 };
    const chunks = await this.chunks.chunksIn(window, 'asc');
    if (chunks.length === 0) return;
    const word = randomBytes(9).toString('base64url');
    await this.writer.hset(digests, String(day), word);
    await this.writer.unlink(this.keys.formerDigest(day));
    const summaries = (await Promise.all(chunks.map((chunk) => this.summaries.ofChunk(chunk)))).flat();
    const seen = packPresence(summaries.map(({ transponder }) => transponder));
    await this.writer.setDigest(digests, day, word, packDigest(summaries), seen);
  }
}
