import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { GatewayConfig } from '../config/gateway-config.js';
import { STORE_CONNECTIONS } from '../storage/storage.module.js';
import { type Activation, LicenseStore } from './license-store.js';
import type { License } from './license.js';

const REVOKE = `
local text = redis.call('HGET', KEYS[1], ARGV[1])
if not text then return 0 end
if string.find(text, '"revokedAtMs":null', 1, true) then
  redis.call('HSET', KEYS[1], ARGV[1], (string.gsub(text, '"revokedAtMs":null', '"revokedAtMs":' .. ARGV[2])))
end
return 1`;

const ACTIVATE = `
local text = redis.call('HGET', KEYS[1], ARGV[1])
if not text then return 'unknown' end
local license = cjson.decode(text)
if license.revokedAtMs ~= cjson.null then return 'revoked' end
if tonumber(ARGV[3]) > license.validUntilMs then return 'expired' end
if redis.call('HGET', KEYS[2], ARGV[2]) == ARGV[1] then return 'activated' end
local taken = 0
for _, code in ipairs(redis.call('HVALS', KEYS[2])) do
  if code == ARGV[1] then taken = taken + 1 end
end
if taken >= license.deviceLimit then return 'full' end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
return 'activated'`;

/** Two hashes: code -> licence, and device -> code. Seats are counted from the second, so they can never be wrong. */
@Injectable()
export class RedisLicenseStore extends LicenseStore {
  private readonly licenses: string;
  private readonly activations: string;

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    { site }: GatewayConfig,
  ) {
    super();
    this.licenses = `cl:{${site}}:licenses`;
    this.activations = `cl:{${site}}:license-devices`;
  }

  override async all(): Promise<readonly License[]> {
    return (await this.redis.reader.hvals(this.licenses)).map((text) => JSON.parse(text) as License);
  }

  override async find(code: string): Promise<License | undefined> {
    const text = await this.redis.reader.hget(this.licenses, code);
    return text === null ? undefined : (JSON.parse(text) as License);
  }

  override async add(license: License): Promise<boolean> {
    return (await this.redis.reader.hsetnx(this.licenses, license.code, JSON.stringify(license))) === 1;
  }

  override async revoke(code: string, nowMs: number): Promise<boolean> {
    return (await this.redis.reader.eval(REVOKE, 1, this.licenses, code, nowMs)) === 1;
  }

  override async forget(code: string): Promise<void> {
    await this.redis.reader.hdel(this.licenses, code);
    for (const [deviceId, held] of await this.seats()) if (held === code) await this.release(deviceId);
  }

  override async activate(code: string, deviceId: string, nowMs: number): Promise<Activation> {
    const keys = [this.licenses, this.activations];
    return (await this.redis.reader.eval(ACTIVATE, 2, ...keys, code, deviceId, nowMs)) as Activation;
  }

  override async release(deviceId: string): Promise<void> {
    await this.redis.reader.hdel(this.activations, deviceId);
  }

  override async seats(): Promise<ReadonlyMap<string, string>> {
    return new Map(Object.entries(await this.redis.reader.hgetall(this.activations)));
  }
}
