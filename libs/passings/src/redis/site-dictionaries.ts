import type { Cluster, Redis } from 'ioredis';
import type { Source } from './chunk-record.js';
import { Dictionary } from './dictionary.js';
import { type DictionariesMark, markIn, NOTHING_KEPT, versionOf } from './dictionaries-version.js';
import type { PageNames } from './found-page.js';
import type { SiteKeys } from '#redis';

/** Version of the dictionaries that number a batch, and the names that it adds. */
export interface DictionaryChange {
  readonly version: string;
  /** Number and name, alternating. */
  readonly added?: {
    readonly version: string;
    readonly sources: readonly (number | string)[];
    readonly transponders: readonly (number | string)[];
  };
}

/** Sources and transponders of a site by their numbers. */
export class SiteDictionaries {
  private readonly sources: Dictionary;
  private readonly transponders: Dictionary;
  private readonly parsed = new Map<number, Source>();
  /** The sources of each decoder that were numbered here, found without spelling their names. */
  private readonly numbered = new Map<string, readonly (Source & { readonly number: number })[]>();
  /** JSON of sources as the store script takes it. */
  private readonly described = new Map<number, string>();
  private version = '';
  /** Extent that Redis is known to have. */
  private kept: DictionariesMark = NOTHING_KEPT;
  private known: PageNames | undefined;
  private loading: Promise<void> | undefined;

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
  ) {
    this.sources = new Dictionary(redis, keys, 'sources');
    this.transponders = new Dictionary(redis, keys, 'transponders');
  }

  /** The present reading: a user that finds it wrong passes it to `forget`, which then acts once for all users of it. */
  get reading(): unknown {
    return this.loading;
  }

  /**
   * Forgets a reading: Redis may be another one now, or set back to an older state. The next reading finds out, and
   * reads only the new names where it is the same.
   */
  forget(reading: unknown = this.loading): void {
    if (reading !== this.loading) return;
    this.loading = undefined;
    this.known = undefined;
    this.clear();
    if (this.kept === NOTHING_KEPT) {
      this.sources.forget();
      this.transponders.forget();
    } else {
      this.sources.goBackTo(this.kept.sources);
      this.transponders.goBackTo(this.kept.transponders);
    }
  }

  /** Extent with all batches that were packed until now. */
  get mark(): DictionariesMark {
    return { sources: this.sources.mark, transponders: this.transponders.mark };
  }

  /** Notes that Redis accepted everything packed until this mark of `reading`. */
  confirm(mark: DictionariesMark, reading: unknown): void {
    if (reading === this.loading) this.kept = mark;
  }

  /** Reads the dictionaries as a whole, for writers. Callers share one reading; after `forget` the next one begins anew. */
  ready(): Promise<void> {
    if (this.loading !== undefined) return this.loading;
    const loading = this.load();
    this.loading = loading;
    loading.catch(() => {
      if (this.loading === loading) this.loading = undefined;
    });
    return loading;
  }

  /** Returns the change of the dictionaries by the packed batch; it counts as done, until `forget`. */
  takeChange(): DictionaryChange {
    const { version } = this;
    const [sources, transponders] = [this.sources.takeAdded(), this.transponders.takeAdded()];
    if (sources.length + transponders.length === 0) return { version };
    this.version = versionOf(this.mark);
    return { version, added: { version: this.version, sources, transponders } };
  }

  sourceNumber({ decoderId, loopId, clockOffsetUs }: Source): number {
    const numbered = this.numbered.get(decoderId) ?? [];
    for (const source of numbered)
      if (source.loopId === loopId && source.clockOffsetUs === clockOffsetUs) return source.number;
    const number = this.sources.numberFor(JSON.stringify([decoderId, loopId, clockOffsetUs]));
    this.numbered.set(decoderId, [...numbered, { decoderId, loopId, clockOffsetUs, number }]);
    // A new source is a sibling of others.
    this.described.clear();
    return number;
  }

  /** Returns the number of a transponder; 0 for none. */
  transponderNumber(transponderId: string | null): number {
    return transponderId === null ? 0 : this.transponders.numberFor(transponderId);
  }

  findTransponder(transponderId: string): Promise<number | undefined> {
    return this.transponders.find(transponderId);
  }

  /** Names by their numbers, as they were learnt; another object after `forget`, because the numbers may be others then. */
  get names(): PageNames {
    return (this.known ??= {
      place: (number) => this.source(number),
      transponderId: (number) => this.transponderId(number),
    });
  }

  /** Reads the names of these numbers, for `source` and `transponderId`. */
  async learn(sources: Iterable<number>, transponders: Iterable<number>): Promise<void> {
    await this.sources.learn(sources);
    await this.transponders.learn(transponders);
  }

  /** Reads every source of a decoder, as Redis has them now. */
  async sourcesOf(decoderId: string): Promise<ReadonlySet<number>> {
    await this.sources.load();
    const numbers = Array.from(this.sources.entries(), ([number]) => number);
    return new Set(numbers.filter((number) => this.source(number).decoderId === decoderId));
  }

  source(number: number): Source {
    const known = this.parsed.get(number);
    if (known !== undefined) return known;
    const [decoderId, loopId, clockOffsetUs] = JSON.parse(this.sources.nameOf(number)) as [
      string,
      number,
      number,
    ];
    const source = { decoderId, loopId, clockOffsetUs };
    this.parsed.set(number, source);
    return source;
  }

  transponderId(number: number): string | null {
    return number === 0 ? null : this.transponders.nameOf(number);
  }

  /** JSON [[number, decoder, [[sibling's number, sibling's offset minus this one's, us], ...]], ...] */
  describeSources(numbers: Iterable<number>): string {
    const described: string[] = [];
    for (const number of numbers) {
      const text = this.described.get(number) ?? this.describe(number);
      this.described.set(number, text);
      described.push(text);
    }
    return `[${described.join(',')}]`;
  }

  private describe(number: number): string {
    const { decoderId, clockOffsetUs } = this.source(number);
    const siblings: [number, number][] = [];
    for (const [other] of this.sources.entries()) {
      const sibling = this.source(other);
      if (sibling.decoderId === decoderId) siblings.push([other, sibling.clockOffsetUs - clockOffsetUs]);
    }
    return JSON.stringify([number, decoderId, siblings]);
  }

  private async load(): Promise<void> {
    // The version is read before the entries: a change in between is then noticed, and otherwise not.
    const version = (await this.redis.get(this.keys.dictionaries)) ?? '';
    const mark = markIn(version);
    if (mark === undefined || !(await this.catchUp(mark)))
      await Promise.all([
        this.sources.load(mark?.sources.size),
        this.transponders.load(mark?.transponders.size),
      ]);
    this.clear();
    this.version = version;
    this.kept = this.mark;
  }

  /** False where everything has to be read anew. */
  private async catchUp(mark: DictionariesMark): Promise<boolean> {
    if (this.kept === NOTHING_KEPT) return false;
    return (await this.sources.catchUp(mark.sources)) && this.transponders.catchUp(mark.transponders);
  }

  private clear(): void {
    this.parsed.clear();
    this.numbered.clear();
    this.described.clear();
  }
}
