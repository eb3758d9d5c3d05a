/**
 * The only place where keys are spelled. All keys of a site share one hash tag, so that a script over any of
 * them stays within one slot of a Redis Cluster.
 */
export class SiteKeys {
  readonly prefix: string;
  /** hash: decoder -> highest passing number stored. */
  readonly ledger: string;
  /** hash: decoder -> version of its ledger, and its fields by ledger-text.ts. */
  readonly ledgers: string;
  /** sorted set: the chunks that exist, scored by their number. */
  readonly chunks: string;
  /** string: version of the dictionaries, another random word after each change of them. */
  readonly dictionaries: string;
  /** hash: clock of a decoder -> what is known of it, as JSON; the offset in force alone, as it was kept once, is that too. */
  readonly clockOffsets: string;
  /** hash: chunk -> number of its last segment, for those that have more than one. */
  readonly segments: string;
  /** string: JSON of what retention announced and dropped, and of the setting in force. */
  readonly retention: string;
  /** list: passings that are being dated anew, packed JSON of some in each. */
  readonly redatings: string;

  constructor(site: string) {
    this.prefix = `cl:{${site}}:`;
    this.ledger = `${this.prefix}ledger`;
    this.ledgers = `${this.prefix}ledgers`;
    this.chunks = `${this.prefix}chunks`;
    this.dictionaries = `${this.prefix}dictionaries`;
    this.clockOffsets = `${this.prefix}clock-offsets`;
    this.segments = `${this.prefix}segments`;
    this.retention = `${this.prefix}retention`;
    this.redatings = `${this.prefix}redatings`;
  }

  /** The keys of the scripts that write chunks, in their order. */
  get written(): string[] {
    return [
      this.ledger,
      this.chunks,
      this.numbersOf('sources'),
      this.namesOf('sources'),
      this.numbersOf('transponders'),
      this.namesOf('transponders'),
      this.ledgers,
      this.dictionaries,
    ];
  }

  /** string: packed passings of one chunk, in order of arrival; what its first segment has no room for is in the next. */
  chunk(chunk: number, segment = 0): string {
    return segment === 0 ? `${this.prefix}chunk:${chunk}` : `${this.prefix}chunk:${chunk}:${segment}`;
  }

  /** hash: lowest number of some neighbouring holes of a decoder -> these holes (holes-text.ts). */
  holes(decoderId: string): string {
    return `${this.prefix}holes:${decoderId}`;
  }

  /** hash: transponder number -> its summary within one chunk. */
  summaries(chunk: number): string {
    return `${this.prefix}summaries:${chunk}`;
  }

  /** string: all summaries of a day (days since 1970 UTC) that is over, for as long as nothing is stored into it. */
  digest(day: number): string {
    return `${this.prefix}digest:${day}`;
  }

  /** hash: name -> number. */
  numbersOf(dictionary: DictionaryName): string {
    return `${this.prefix}${dictionary}`;
  }

  /** hash: number -> name. */
  namesOf(dictionary: DictionaryName): string {
    return `${this.prefix}${dictionary}:names`;
  }
}

export type DictionaryName = 'sources' | 'transponders';
