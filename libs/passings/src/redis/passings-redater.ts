import type { Cluster, Redis } from 'ioredis';
import type { Passing } from '../domain/passing.js';
import { TIME_SOURCES } from '../domain/passing-columns.js';
import type { Redating } from '../ports/passings.repository.js';
import type { FeedOpener } from './feed/feed-opener.js';
import { encodedBytes, encodePassing } from './chunk-record.js';
import type { ChunkPlaces } from './chunk-places.js';
import { MAX_BATCH, whenOpen, withDictionaries } from './passings-writer.js';
import { CHUNK_US, chunkOf } from './record-layout.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SiteKeys } from '#redis';
import type { Upkeep } from './upkeep.js';

/** Hands passings that are to be dated anew to the redate script. */
export class PassingsRedater {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly dictionaries: SiteDictionaries,
    private readonly places: ChunkPlaces,
    private readonly upkeep: Upkeep,
    private readonly feed: FeedOpener,
  ) {}

  async redate(changes: readonly Redating[]): Promise<number> {
    if (changes.length === 0) return 0;
    if (changes.length > MAX_BATCH) throw new RangeError(`${changes.length} at once, at most ${MAX_BATCH}`);
    const [, redated = 0] = await whenOpen(this.feed, () =>
      withDictionaries(this.dictionaries, () => this.send(changes)),
    );
    return redated;
  }

  private async send(changes: readonly Redating[]): Promise<number[]> {
    const { keys, dictionaries, places } = this;
    const from = changes.map(({ kept }) => this.placeOf(kept));
    const into = [...new Set(changes.map(({ dated }) => chunkOf(dated.timeUs)))];
    const all = [...new Set([...changes.map(({ kept }) => chunkOf(kept.timeUs)), ...into])];
    const records = changes.flatMap(({ dated }) => [String(chunkOf(dated.timeUs)), this.packed(dated)]);
    for (const { kept, dated } of changes)
      for (const each of [kept, dated]) this.upkeep.touch(chunkOf(each.timeUs));
    const meta = { ...dictionaries.takeChange(), from };
    await places.look(places.unknownAmong(all));
    return places.withAll(all, async () => {
      const its = new Set([
        ...all.flatMap((chunk) => [keys.summaries(chunk), ...places.keysToRead(chunk)]),
        ...into.flatMap((chunk) => places.keysToAppend(chunk)),
      ]);
      const declared = [...keys.written, ...its];
      const looked = {
        looked: all.map((chunk) => [chunk, places.lastOf(chunk)]),
        into: into.map((chunk) => [chunk, places.segmentFor(chunk)]),
      };
      const text = JSON.stringify({ ...meta, ...looked });
      const answer = await this.redis.redatePassings(
        declared.length,
        ...declared,
        keys.prefix,
        text,
        ...records,
      );
      // Every segment of a changed chunk is longer now.
      places.forget();
      return answer;
    });
  }

  private placeOf(passing: Passing): number[] {
    const chunk = chunkOf(passing.timeUs);
    return [
      chunk,
      passing.timeUs - chunk * CHUNK_US,
      passing.passingNumber ?? 0,
      this.dictionaries.sourceNumber(passing),
      this.dictionaries.transponderNumber(passing.transponderId),
      TIME_SOURCES.indexOf(passing.timeSource),
    ];
  }

  private packed(passing: Passing): Buffer {
    const record = Buffer.allocUnsafe(encodedBytes(passing));
    const transponder = this.dictionaries.transponderNumber(passing.transponderId);
    encodePassing(passing, this.dictionaries.sourceNumber(passing), transponder, record, 0);
    return record;
  }
}
