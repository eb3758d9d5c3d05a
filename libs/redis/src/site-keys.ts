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
  /** hash: clock of a decoder -> its state, as JSON; earlier versions kept the offset in force alone, which is JSON too. */
  readonly clockOffsets: string;
  /** hash: chunk -> number of its last segment, for those that have more than one. */
  readonly segments: string;
  /**
   * hash: day (days since 1970 UTC) that is over -> all of its summaries, until a passing is stored into it; and
   * `seen:<day>` -> the transponders of that digest, which counts only beside the digest. As in `segments`, a field
   * `begun` keeps the hash in existence without others: scripts wait for a missing key while a cluster moves the site.
   */
  readonly digests: string;
  /** string: the last run of the sequence, and the history of the server on which it was opened (docs/adr/0026). */
  readonly feed: string;
  /** list: the closed runs of the sequence, the oldest first behind an empty one. */
  readonly feedRuns: string;
  /** string: JSON of the feed's name and of its generations. */
  readonly feedGenerations: string;
  /** string: the generation for which every slot is known to have its place in the sequence. */
  readonly feedCovered: string;
  /** channel: the run of a gateway that stored something. */
  readonly feedStored: string;
  /** string: JSON of what retention announced and dropped, and of the setting in force. */
  readonly retention: string;
  /** list: passings that are being dated anew, each element packed JSON of some. */
  readonly redatings: string;
  /** string: exists while a gateway stands by, to take over from another one. */
  readonly standingBy: string;
  /** hash: id of a decoder that was added by people -> its URL and the time, as JSON. */
  readonly decoders: string;
  /** hashes: id -> record, as JSON. */
  readonly devices: string;
  readonly users: string;
  readonly apiKeys: string;
  /** hash: id -> webhook, as JSON; its secrets are sealed. */
  readonly webhooks: string;
  /** hash: id of a webhook -> how far it is, as JSON. */
  readonly webhookDeliveries: string;
  /** string: the run of the gateway that delivers, expires when it falls silent. */
  readonly webhookTurn: string;
  /** hash: kind and id of a record -> time of its last use. */
  readonly lastUses: string;
  /** hash: code -> licence, as JSON. */
  readonly licenses: string;
  /** hash: device -> its activated licences. */
  readonly licenseDevices: string;
  /** hash: the keys that hash secrets, each wrapped, under its fingerprint. */
  readonly hashKeys: string;
  /** hash: account and device that logged in together, as digests. */
  readonly loginDevices: string;
  /** hash: time and author of a change -> the change. */
  readonly audit: string;
  /** stream: commands to decoders, and their outcome. */
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
    this.feed = `${this.prefix}feed`;
    this.feedRuns = `${this.prefix}feed:runs`;
    this.feedGenerations = `${this.prefix}feed:generations`;
    this.feedCovered = `${this.prefix}feed:covered`;
    this.feedStored = `${this.prefix}feed:stored`;
    this.retention = `${this.prefix}retention`;
    this.redatings = `${this.prefix}redatings`;
    this.standingBy = `${this.prefix}standing-by`;
    this.decoders = `${this.prefix}decoders`;
    this.devices = `${this.prefix}devices`;
    this.users = `${this.prefix}users`;
    this.apiKeys = `${this.prefix}api-keys`;
    this.webhooks = `${this.prefix}webhooks`;
    this.webhookDeliveries = `${this.prefix}webhooks:deliveries`;
    this.webhookTurn = `${this.prefix}webhooks:turn`;
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
      this.feed,
      this.feedRuns,
    ];
  }

  /** string: the format, then packed passings of one chunk in order of arrival; the rest is in the next segment. */
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

  /** string: digest of an earlier version, before `digests`; it is not read, and upkeep removes it. */
  formerDigest(day: number): string {
    return `${this.prefix}digest:${day}`;
  }

  /** string: a login as JSON, expires at its end. */
  login(loginId: string): string {
    return `${this.prefix}login:${loginId}`;
  }

  /** string: number of failed logins under a name, expires by itself. */
  loginAttempts(name: string): string {
    return `${this.prefix}login-attempts:${name}`;
  }

  /** string: the answer to a call with an Idempotency-Key, sealed, expires after a day. */
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

/** Returns the field of `digests` with the transponders of a day. */
export function seenField(day: number): string {
  return `seen:${day}`;
}

export type DictionaryName = 'sources' | 'transponders';
