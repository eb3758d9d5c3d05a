import type { Cluster, Redis } from 'ioredis';
import type { SafeWrites } from '../storage/safe-writes.js';
import { Records } from './records.js';

const CHANGE = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`;

/** hash: name -> JSON. What is read and written is our own JSON, so that its text can be compared. */
export class RedisRecords<Value> extends Records<Value> {
  /** Read once more where there is nothing, so that the time does not tell which names are known. */
  private lastFound = '{}';

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly writes: SafeWrites,
    private readonly key: string,
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

  override async add(name: string, value: Value): Promise<boolean> {
    const text = JSON.stringify(value);
    return (await this.writes.write((redis) => redis.hsetnx(this.key, name, text))) === 1;
  }

  override async change(name: string, from: Value, to: Value): Promise<boolean> {
    const texts = [JSON.stringify(from), JSON.stringify(to)];
    const changed = await this.writes.write((redis) => redis.eval(CHANGE, 1, this.key, name, ...texts));
    return changed === 1;
  }

  override async remove(name: string): Promise<boolean> {
    return (await this.writes.write((redis) => redis.hdel(this.key, name))) === 1;
  }
}
