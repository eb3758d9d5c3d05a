import type { Cluster, Redis } from 'ioredis';
import type { DictionaryName, SiteKeys } from './site-keys.js';

/**
 * What this process knows of a dictionary of the site: names <-> small numbers, numbered from 1 in order of
 * appearance. Only a cache: the store script checks its version, and `forget` starts afresh.
 */
export class Dictionary {
  private readonly numbers = new Map<string, number>();
  private readonly names = new Map<number, string>();
  private added: (number | string)[] = [];

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly dictionary: DictionaryName,
  ) {}

  forget(): void {
    this.numbers.clear();
    this.names.clear();
    this.added = [];
  }

  /** Every entry, read anew. */
  async load(): Promise<void> {
    const entries = await this.redis.hgetall(this.keys.namesOf(this.dictionary));
    this.forget();
    for (const [number, name] of Object.entries(entries)) this.keep(name, Number(number));
  }

  get size(): number {
    return this.names.size;
  }

  entries(): IterableIterator<[number, string]> {
    return this.names.entries();
  }

  /** The number of a name; a new name gets the next one. */
  numberFor(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.size + 1;
    this.keep(name, number);
    this.added.push(number, name);
    return number;
  }

  /** Number and name, one after the other, of those that are new since this was called before. */
  takeAdded(): readonly (number | string)[] {
    const { added } = this;
    this.added = [];
    return added;
  }

  /** The number of a name that is kept, without giving one to a new name. */
  async find(name: string): Promise<number | undefined> {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = await this.redis.hget(this.keys.numbersOf(this.dictionary), name);
    return number === null ? undefined : Number(number);
  }

  /** Makes sure that `nameOf` knows these numbers. */
  async learn(numbers: Iterable<number>): Promise<void> {
    const unknown = Array.from(numbers).filter((number) => !this.names.has(number));
    if (unknown.length === 0) return;
    const names = await this.redis.hmget(this.keys.namesOf(this.dictionary), ...unknown.map(String));
    for (const [at, number] of unknown.entries()) {
      const name = names[at];
      if (name !== null && name !== undefined) this.keep(name, number);
    }
  }

  nameOf(number: number): string {
    const name = this.names.get(number);
    if (name === undefined)
      throw new Error(`${this.dictionary} number ${number} is used and not named in Redis`);
    return name;
  }

  private keep(name: string, number: number): void {
    this.numbers.set(name, number);
    this.names.set(number, name);
  }
}
