import type { Cluster, Redis } from 'ioredis';
import type { Source } from './chunk-record.js';
import { Dictionary } from './dictionary.js';
import type { SiteKeys } from './site-keys.js';

/** [number, name, decoder, [[sibling's number, sibling's offset minus this one's, us], ...]] */
type SourceDescription = [number, string, string, [number, number][]];

/** Sources and transponders of a site by their numbers. */
export class SiteDictionaries {
  private readonly sources: Dictionary;
  private readonly transponders: Dictionary;
  private readonly parsed = new Map<number, Source>();
  /** The sources of each decoder that were asked for, found without spelling their names. */
  private readonly numbered = new Map<string, readonly (Source & { readonly number: number })[]>();
  private loaded = false;
  private timesForgotten = 0;

  constructor(redis: Redis | Cluster, keys: SiteKeys) {
    this.sources = new Dictionary(redis, keys, 'sources');
    this.transponders = new Dictionary(redis, keys, 'transponders');
  }

  /** Redis may be another one now, or set back to an older state: nothing known counts any more. */
  forget(): void {
    this.loaded = false;
    this.timesForgotten++;
    this.parsed.clear();
    this.numbered.clear();
    this.sources.forget();
    this.transponders.forget();
  }

  /** As long as it is the same, a number stands for the same. */
  get edition(): number {
    return this.timesForgotten;
  }

  async ready(): Promise<void> {
    if (this.loaded) return;
    await Promise.all([this.sources.load(), this.transponders.load()]);
    this.parsed.clear();
    this.numbered.clear();
    this.loaded = true;
  }

  sourceNumber({ decoderId, loopId, clockOffsetUs }: Source): number {
    const numbered = this.numbered.get(decoderId) ?? [];
    for (const source of numbered)
      if (source.loopId === loopId && source.clockOffsetUs === clockOffsetUs) return source.number;
    const number = this.sources.numberFor(JSON.stringify([decoderId, loopId, clockOffsetUs]));
    this.numbered.set(decoderId, [...numbered, { decoderId, loopId, clockOffsetUs, number }]);
    return number;
  }

  /** 0 stands for no transponder. */
  transponderNumber(transponderId: string | null): number {
    return transponderId === null ? 0 : this.transponders.numberFor(transponderId);
  }

  findTransponder(transponderId: string): Promise<number | undefined> {
    return this.transponders.find(transponderId);
  }

  /** Makes sure that `source` and `transponderId` know what these records name. */
  async learn(sources: Iterable<number>, transponders: Iterable<number>): Promise<void> {
    await this.sources.learn(sources);
    await this.transponders.learn(transponders);
  }

  /** Every source of a decoder, as Redis has them now. */
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

  describeSources(numbers: ReadonlySet<number>): SourceDescription[] {
    return Array.from(numbers, (number) => {
      const { decoderId, clockOffsetUs } = this.source(number);
      const siblings: [number, number][] = [];
      for (const [other] of this.sources.entries()) {
        const sibling = this.source(other);
        if (sibling.decoderId === decoderId) siblings.push([other, sibling.clockOffsetUs - clockOffsetUs]);
      }
      return [number, this.sources.nameOf(number), decoderId, siblings];
    });
  }

  describeTransponders(numbers: ReadonlySet<number>): [number, string][] {
    const described: [number, string][] = [];
    for (const number of numbers)
      if (number !== 0) described.push([number, this.transponders.nameOf(number)]);
    return described;
  }
}
