import type { Cluster, Redis } from 'ioredis';
import type { Passing } from '../domain/passing.js';
import { TIME_SOURCES } from '../domain/passing-columns.js';
import type { Redating } from '../ports/passings.repository.js';
import { CHUNK_US, chunkOf, encodedBytes, encodePassing } from './chunk-record.js';
import { MAX_BATCH, withDictionaries } from './passings-writer.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SiteKeys } from './site-keys.js';
import type { Upkeep } from './upkeep.js';

/** Hands passings that are to be dated anew to the script that does it. */
export class PassingsRedater {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly dictionaries: SiteDictionaries,
    private readonly upkeep: Upkeep,
  ) {}

  async redate(changes: readonly Redating[]): Promise<number> {
    if (changes.length === 0) return 0;
    if (changes.length > MAX_BATCH) throw new RangeError(`${changes.length} at once, at most ${MAX_BATCH}`);
    const [, redated = 0] = await withDictionaries(this.dictionaries, () => this.send(changes));
    return redated;
  }

  private send(changes: readonly Redating[]): Promise<number[]> {
    const { keys, dictionaries } = this;
    const from = changes.map(({ kept }) => this.placeOf(kept));
    const records = changes.flatMap(({ dated }) => [String(chunkOf(dated.timeUs)), this.packed(dated)]);
    for (const { kept, dated } of changes)
      for (const each of [kept, dated]) this.upkeep.touch(chunkOf(each.timeUs));
    const meta = { ...dictionaries.takeChange(), from };
    return this.redis.redatePassings(...keys.written, keys.prefix, JSON.stringify(meta), ...records);
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
