import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { GatewayConfig } from '../config/gateway-config.js';
import { SafeWrites } from '../storage/safe-writes.js';
import { STORE_CONNECTIONS } from '../storage/storage.module.js';
import type { Seats } from './holdings.js';
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
local others, taken = '', 0
local seats = redis.call('HGETALL', KEYS[2])
for at = 1, #seats, 2 do
  for code in string.gmatch(seats[at + 1], '%S+') do
    if seats[at] ~= ARGV[2] then
      if code == ARGV[1] then taken = taken + 1 end
    elseif code ~= ARGV[1] and ARGV[4] == '0' then
      others = others .. code .. ' '
    end
  end
end
if taken >= license.deviceLimit then return 'full' end
redis.call('HSET', KEYS[2], ARGV[2], others .. ARGV[1])
return 'activated'`;

const FORGET = `
redis.call('HDEL', KEYS[1], ARGV[1])
local seats = redis.call('HGETALL', KEYS[2])
for at = 1, #seats, 2 do
  local kept = {}
  for code in string.gmatch(seats[at + 1], '%S+') do
    if code ~= ARGV[1] then kept[#kept + 1] = code end
  end
  if #kept == 0 then
    redis.call('HDEL', KEYS[2], seats[at])
  else
    redis.call('HSET', KEYS[2], seats[at], table.concat(kept, ' '))
  end
end`;

/**
 * Two hashes: code -> licence, and device -> its codes with a blank between two. Seats are counted from the second, so
 * they can never be wrong.
 */
@Injectable()
export class RedisLicenseStore extends LicenseStore {
  private readonly licenses: string;
  private readonly activations: string;

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    private readonly writes: SafeWrites,
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
    const text = JSON.stringify(license);
    return (await this.writes.write((redis) => redis.hsetnx(this.licenses, license.code, text))) === 1;
  }

  override async revoke(code: string, nowMs: number): Promise<boolean> {
    return (await this.writes.write((redis) => redis.eval(REVOKE, 1, this.licenses, code, nowMs))) === 1;
  }

  override async forget(code: string): Promise<void> {
    await this.writes.write((redis) => redis.eval(FORGET, 2, this.licenses, this.activations, code));
  }

  override async activate(
    code: string,
    deviceId: string,
    nowMs: number,
    isReplacing: boolean,
  ): Promise<Activation> {
    const keys = [this.licenses, this.activations];
    const given = [code, deviceId, nowMs, isReplacing ? 1 : 0];
    return (await this.writes.write((redis) => redis.eval(ACTIVATE, 2, ...keys, ...given))) as Activation;
  }

  override async release(deviceId: string): Promise<void> {
    await this.writes.write((redis) => redis.hdel(this.activations, deviceId));
  }

  override async seats(): Promise<Seats> {
    const seats = Object.entries(await this.redis.reader.hgetall(this.activations));
    return new Map(seats.map(([deviceId, codes]) => [deviceId, codes.split(' ')]));
  }
}
