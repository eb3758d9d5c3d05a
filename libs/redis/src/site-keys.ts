/**
 * The only place where keys are spelled. All keys of a site share one hash tag, so that a script over any of
 * them stays within one slot of a Redis Cluster.
 */
export class SiteKeys {
  readonly prefix: string;
  /** hash: decoder -> highest passing number stored. */
  readonly ledger: string;
  /** hash: decoder -> version of its ledger, its other fields, and which gateway reads it (ledger-text.ts). */
  readonly ledgers: string;
  /** sorted set: the chunks that exist, scored by their number. */
  readonly chunks: string;
  /** string: version of the dictionaries, which tells how many names they have and a digest over them. */
  readonly dictionaries: string;
  /** hash: clock of a decoder -> what is known of it, as JSON; the offset in force alone, as it was kept once, is that too. */
  readonly clockOffsets: string;
  /** hash: chunk -> number of its last segment, for those that have more than one. */
  readonly segments: string;
  /**
   * hash: day (days since 1970 UTC) that is over -> all of its summaries, for as long as nothing is stored into it; and
   * `seen:<day>` -> the transponders of that digest, which counts only where the digest is there. As in
   * `segments`, a field `begun` keeps the hash there when it has no other: scripts wait for what is not there while a
   * cluster moves the site.
   */
  readonly digests: string;
  /** string: JSON of what retention announced and dropped, and of the setting in force. */
  readonly retention: string;
  /** list: passings that are being dated anew, packed JSON of some in each. */
  readonly redatings: string;
  /** string: there while a gateway stands by, to take over from another one. */
  readonly standingBy: string;
  /** hash: id of a decoder that was added by people -> its URL and when, as JSON. */
  readonly decoders: string;
  /** hashes: id -> record, as JSON. */
  readonly devices: string;
  readonly users: string;
  readonly apiKeys: string;
  /** hash: kind and id of a record -> when it was used last. */
  readonly lastUses: string;
  /** hash: code -> licence, as JSON. */
  readonly licenses: string;
  /** hash: device -> the licences that it has activated. */
  readonly licenseDevices: string;
  /** hash: the keys that hash secrets, each wrapped, under its fingerprint. */
  readonly hashKeys: string;
  /** hash: account and device that logged in together, as digests. */
  readonly loginDevices: string;
  /** hash: when and by whom something was changed -> what. */
  readonly audit: string;
  /** stream: commands that decoders were to execute, and what came of them. */
  readonly commandTrail: string;
  /** string: the last look at the storage, by which a set-back and a change of the master are found. */
  readonly storageWatch: string;

  constructor(site: string) {
    this.prefix = `cl:{${site}}:`;
    this.ledger = `${this.prefix}ledger`;
    this.ledgers = `${this.prefix}ledgers`;
    this.chunks = `${this.prefix}chunks`;
    this.dictionaries = `${this.prefix}dictionaries`;
    this.clockOffsets = `${this.prefix}clock-offsets`;
    this.segments = `${this.prefix}segments`;
    this.digests = `${this.prefix}digests`;
    this.retention = `${this.prefix}retention`;
    this.redatings = `${this.prefix}redatings`;
    this.standingBy = `${this.prefix}standing-by`;
    this.decoders = `${this.prefix}decoders`;
    this.devices = `${this.prefix}devices`;
    this.users = `${this.prefix}users`;
    this.apiKeys = `${this.prefix}api-keys`;
    this.lastUses = `${this.prefix}last-uses`;
    this.licenses = `${this.prefix}licenses`;
    this.licenseDevices = `${this.prefix}license-devices`;
    this.hashKeys = `${this.prefix}hash-keys`;
    this.loginDevices = `${this.prefix}login-devices`;
    this.audit = `${this.prefix}audit`;
    this.commandTrail = `${this.prefix}command-trail`;
    this.storageWatch = `${this.prefix}storage-watch`;
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
      this.segments,
      this.digests,
    ];
  }

  /** string: the format, then packed passings of one chunk in order of arrival; what a segment has no room for is in the next. */
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

  /** string: what an earlier version kept in `digests`; nobody reads it, and upkeep takes it away. */
  formerDigest(day: number): string {
    return `${this.prefix}digest:${day}`;
  }

  /** string: a login as JSON, gone by itself at its end. */
  login(loginId: string): string {
    return `${this.prefix}login:${loginId}`;
  }

  /** string: failed logins under a name, gone by itself. */
  loginAttempts(name: string): string {
    return `${this.prefix}login-attempts:${name}`;
  }

  /** string: the answer to a call with an Idempotency-Key, sealed, gone by itself after a day. */
  idempotency(name: string): string {
    return `${this.prefix}idempotency:${name}`;
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

/** The field of `digests` with the transponders of a day. */
export function seenField(day: number): string {
  return `seen:${day}`;
}

export type DictionaryName = 'sources' | 'transponders';
