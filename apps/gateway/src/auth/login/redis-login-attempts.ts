import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { Clock } from '../../clock/clock.js';
import { GatewayConfig } from '../../config/gateway-config.js';
import { STORE_CONNECTIONS } from '../../storage/storage.module.js';
import { SecretDigest } from '../secrets/secret-digest.js';
import { LoginAttempts } from './login-attempts.js';

export const FREE_TRIES = 5;
/** A try counts as failed before it is made: of many at once none goes by uncounted. */
const BEGIN = `
local now, free = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'failures', 'until')
local failures, waits = tonumber(kept[1]) or 0, tonumber(kept[2]) or 0
if waits > now then return math.min(waits - now, 3600000) end
failures = failures + 1
local wait = 0
if failures >= free then wait = math.min(30000 * 2 ^ math.min(failures - free, 10), 3600000) end
redis.call('HSET', KEYS[1], 'failures', failures, 'until', string.format('%.0f', now + wait))
redis.call('PEXPIRE', KEYS[1], 7 * 86400000)
return 0`;

/**
 * After five failures a wait of 30 s that doubles up to an hour. A device with an earlier good login of the account
 * has a count of its own, so that a stranger cannot lock out a coach on race day.
 */
@Injectable()
export class RedisLoginAttempts extends LoginAttempts {
  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    private readonly config: GatewayConfig,
    private readonly digest: SecretDigest,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async begin(account: string, deviceId: string): Promise<number> {
    const key = await this.countOf(account, deviceId);
    return Number(await this.redis.reader.eval(BEGIN, 1, key, this.clock.nowMs(), FREE_TRIES));
  }

  override async succeeded(account: string, deviceId: string): Promise<void> {
    await this.redis.reader.del(await this.countOf(account, deviceId));
    await this.redis.reader.hset(this.known, this.pair(account, deviceId), 1);
  }

  private async countOf(account: string, deviceId: string): Promise<string> {
    const isKnown = (await this.redis.reader.hexists(this.known, this.pair(account, deviceId))) === 1;
    const of = isKnown ? this.pair(account, deviceId) : this.name(account);
    return `cl:{${this.config.site}}:login-attempts:${of}`;
  }

  private get known(): string {
    return `cl:{${this.config.site}}:login-devices`;
  }

  private pair(account: string, deviceId: string): string {
    return this.name(`${account} ${deviceId}`);
  }

  /** What people type into the field of their e-mail address is no name for a key. */
  private name(text: string): string {
    return this.digest.of(text).toString('hex').slice(0, 32);
  }
}
