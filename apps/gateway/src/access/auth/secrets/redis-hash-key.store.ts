import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { STORE_CONNECTIONS } from '../../../platform/storage/storage.module.js';
import { HashKeyStore, type KeptHashKeys } from './hash-key.store.js';

/** KEYS 1 hash-keys. ARGV field, value, ...: kept where nothing is. Reply: all fields. */
const AGREE = `
if redis.call('HEXISTS', KEYS[1], 'current') == 0 then redis.call('HSET', KEYS[1], unpack(ARGV)) end
return redis.call('HGETALL', KEYS[1])
`;

/** KEYS 1 hash-keys. ARGV 1 a fingerprint, 2 what is kept of it now, then field, value, ... Reply 1, or 0 where it is not. */
const REPLACE = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
return 1`;

/** hash: `current`, `by`, and fingerprint -> wrapped key. */
@Injectable()
export class RedisHashKeyStore extends HashKeyStore {
  private readonly key: string;

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    { site }: GatewayConfig,
  ) {
    super();
    this.key = new SiteKeys(site).hashKeys;
  }

  override async agree(offered: KeptHashKeys): Promise<KeptHashKeys> {
    const reply = (await this.redis.reader.eval(AGREE, 1, this.key, ...fieldsOf(offered))) as string[];
    const fields = new Map<string, string>();
    for (let at = 0; at < reply.length; at += 2) fields.set(reply[at] ?? '', reply[at + 1] ?? '');
    const { current = '', by = '' } = Object.fromEntries(fields);
    fields.delete('current');
    fields.delete('by');
    return { current, by, wrapped: fields };
  }

  override async add(fingerprint: string, wrapped: string): Promise<void> {
    await this.redis.reader.hsetnx(this.key, fingerprint, wrapped);
  }

  override async replace(before: KeptHashKeys, after: KeptHashKeys): Promise<boolean> {
    const held = [before.current, before.wrapped.get(before.current) ?? ''];
    return (await this.redis.reader.eval(REPLACE, 1, this.key, ...held, ...fieldsOf(after))) === 1;
  }
}

function fieldsOf({ current, by, wrapped }: KeptHashKeys): string[] {
  return ['current', current, 'by', by, ...[...wrapped].flat()];
}
