import type { Cluster, Redis } from 'ioredis';
import { alterationOf, type Subject } from '../audit/alteration.js';
import type { AuditedWrites } from '../audit/audited-writes.js';
import { Records, type Renaming } from './records.js';
import { RENAME_RECORD } from './rename-record.generated.js';

/** A hash: name -> JSON. All of it is written by this gateway's JSON.stringify, so that texts can be compared. */
export class RedisRecords<Value> extends Records<Value> {
  /** JSON that is parsed for an unknown name, so that the time does not tell which names are known. */
  private lastFound = '{}';

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly writes: AuditedWrites,
    private readonly key: string,
    private readonly subject: Subject<Value>,
  ) {
    super();
  }

  override async all(): Promise<readonly Value[]> {
    return (await this.redis.hvals(this.key)).map((text) => JSON.parse(text) as Value);
  }

  override async find(name: string): Promise<Value | undefined> {
    const text = await this.redis.hget(this.key, name);
    const value = JSON.parse(text ?? this.lastFound) as Value;
    if (text === null) return undefined;
    this.lastFound = text;
    return value;
  }

  override recent(): undefined {
    return undefined;
  }

  override findAnew(name: string): Promise<Value | undefined> {
    return this.find(name);
  }

  override add(name: string, value: Value): Promise<boolean> {
    return this.swap(name, undefined, value);
  }

  override change(name: string, from: Value, to: Value): Promise<boolean> {
    return this.swap(name, from, to);
  }

  override async rename(name: string, next: string, from: Value, to: Value): Promise<Renaming> {
    const given = [name, next, JSON.stringify(from), JSON.stringify(to)];
    const alteration = alterationOf(this.subject, from, to);
    return (await this.writes.write(RENAME_RECORD, [this.key], given, alteration)) as Renaming;
  }

  /** Removes a record as the audit trail shows it: a record that changes meanwhile is read again. */
  override async remove(name: string): Promise<boolean> {
    for (;;) {
      const text = await this.writes.read((redis) => redis.hget(this.key, name));
      if (text === null) return false;
      if (await this.swap(name, JSON.parse(text) as Value, undefined)) return true;
    }
  }

  private swap(name: string, from: Value | undefined, to: Value | undefined): Promise<boolean> {
    const textOf = (value: Value | undefined): string => (value === undefined ? '' : JSON.stringify(value));
    const texts = { before: textOf(from), after: textOf(to) };
    return this.writes.swap(this.key, name, texts, alterationOf(this.subject, from, to));
  }
}
