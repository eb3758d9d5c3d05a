import { randomBytes } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import type { ChunkReader } from './chunk-reader.js';
import { DAY_US, dayOf, isDigest, packDigest } from './day-digest.js';
import type { SiteKeys } from './site-keys.js';
import type { SummaryReader } from './summary-reader.js';

/** Days looked at in one call: upkeep never takes long. */
const MOST_AT_ONCE = 60;

/**
 * Writes the digest of each day that is over. A word of its own stands there while it is made: a passing that is stored
 * into the day takes away whatever stands there, and the digest is set only where the word still does.
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

  /** Something is stored into this chunk. */
  touch(chunk: number): void {
    this.changed.add(dayOf(chunk));
  }

  /** Some of those that ended before this, oldest first. */
  async digestBefore(timeUs: number): Promise<void> {
    const ends = await this.chunks.ends();
    if (ends === undefined) return;
    const end = Math.min(Math.floor(timeUs / DAY_US), dayOf(ends.newest) + 1);
    this.next ??= dayOf(ends.oldest);
    const ended = [...this.changed].filter((day) => day < end).slice(0, MOST_AT_ONCE);
    while (this.next < end && ended.length < MOST_AT_ONCE) {
      // Where one of them fails, those behind it are not forgotten.
      this.changed.add(this.next);
      ended.push(this.next++);
    }
    for (const day of ended) {
      // First: what comes meanwhile changes it again.
      this.changed.delete(day);
      try {
        await this.digest(day);
      } catch (error) {
        this.changed.add(day);
        throw error;
      }
    }
  }

  private async digest(day: number): Promise<void> {
    const { digests } = this.keys;
    if (isDigest(await this.reader.hgetBuffer(digests, String(day)))) return;
    const window = { fromUs: day * DAY_US, untilUs: (day + 1) * DAY_US - 1 };
    const chunks = await this.chunks.chunksIn(window, 'asc');
    if (chunks.length === 0) return;
    const word = randomBytes(9).toString('base64url');
    await this.writer.hset(digests, String(day), word);
    await this.writer.unlink(this.keys.formerDigest(day));
    const summaries = await Promise.all(chunks.map((chunk) => this.summaries.ofChunk(chunk)));
    await this.writer.setDigest(digests, day, word, packDigest(summaries.flat()));
  }
}
