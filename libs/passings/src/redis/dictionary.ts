import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import type { DictionaryName, SiteKeys } from '#redis';

/** Number of names, and a digest over all of them in their order. */
export interface DictionaryMark {
  readonly size: number;
  readonly digest: string;
}

export const EMPTY: DictionaryMark = { size: 0, digest: '' };
const DIGEST_LENGTH = 16;
/** Fields of one HMGET, so that each command is short for Redis. */
const MOST_AT_ONCE = 1000;

/**
 * Cache of a dictionary of the site: names <-> small numbers, numbered from 1 in order of appearance. The store script
 * checks its version, and `forget` starts afresh.
 */
export class Dictionary {
  private readonly numbers = new Map<string, number>();
  private readonly names = new Map<number, string>();
  private added: (number | string)[] = [];
  /** Mark of the names that are numbered without a gap from 1. */
  private end: DictionaryMark = EMPTY;

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly dictionary: DictionaryName,
  ) {}

  forget(): void {
    this.numbers.clear();
    this.names.clear();
    this.added = [];
    this.end = EMPTY;
  }

  /** Reads every entry anew, up to the number `most`. */
  async load(most = Infinity): Promise<void> {
    const entries = await this.redis.hgetall(this.keys.namesOf(this.dictionary));
    this.forget();
    // Redis gives the fields of a hash in any order, and the digest depends on it.
    const sorted = Object.entries(entries).map(([number, name]) => [Number(number), name] as const);
    for (const [number, name] of sorted.sort(([a], [b]) => a - b))
      if (number <= most) this.keep(name, number);
  }

  get mark(): DictionaryMark {
    return this.end;
  }

  /** Forgets the names behind this mark, which was its own once. */
  goBackTo(mark: DictionaryMark): void {
    for (let number = this.names.size; number > mark.size; number--) {
      this.numbers.delete(this.nameOf(number));
      this.names.delete(number);
    }
    this.added = [];
    this.end = mark;
  }

  /** Reads the names up to a mark of Redis; false where the names here are not the beginning of those. */
  async catchUp(mark: DictionaryMark): Promise<boolean> {
    const from = this.end.size + 1;
    if (mark.size < this.end.size) return false;
    for (let number = from; number <= mark.size; number += MOST_AT_ONCE) {
      const count = Math.min(MOST_AT_ONCE, mark.size - number + 1);
      const numbers = Array.from({ length: count }, (_, at) => String(number + at));
      const names = await this.redis.hmget(this.keys.namesOf(this.dictionary), ...numbers);
      for (const [at, name] of names.entries()) {
        if (name === null) return false;
        this.keep(name, number + at);
      }
    }
    return this.end.digest === mark.digest;
  }

  entries(): IterableIterator<[number, string]> {
    return this.names.entries();
  }

  /** Returns the number of a name; a new name gets the next one. */
  numberFor(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.size + 1;
    this.keep(name, number);
    this.added.push(number, name);
    return number;
  }

  /** Returns number and name, alternating, of the names that are new since the last call. */
  takeAdded(): readonly (number | string)[] {
    const { added } = this;
    this.added = [];
    return added;
  }

  /** Returns the number of a name that is kept, without numbering a new one. */
  async find(name: string): Promise<number | undefined> {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = await this.redis.hget(this.keys.numbersOf(this.dictionary), name);
    return number === null ? undefined : Number(number);
  }

  /** Reads the names of these numbers, for `nameOf`. */
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
    if (number === this.end.size + 1) this.end = { size: number, digest: digestOf(this.end.digest, name) };
  }
}

function digestOf(before: string, name: string): string {
  return createHash('sha1').update(`${before}\n${name}`).digest('base64url').slice(0, DIGEST_LENGTH);
}
