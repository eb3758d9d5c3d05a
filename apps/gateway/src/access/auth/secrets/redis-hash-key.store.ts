import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { STORE_CONNECTIONS } from '../../../platform/storage/storage.module.js';
import { AGREE_HASH_KEYS } from './agree-hash-keys.generated.js';
import { HashKeyStore, type KeptHashKeys } from './hash-key.store.js';
import { REPLACE_HASH_KEYS } from './replace-hash-keys.generated.js';

/** A hash: `current`, `by`, and fingerprint -> wrapped key. */
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
    const reply = (await this.redis.reader.eval(
      AGREE_HASH_KEYS,
      1,
      this.key,
      ...fieldsOf(offered),
    )) as string[];
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
    return (await this.redis.reader.eval(REPLACE_HASH_KEYS, 1, this.key, ...held, ...fieldsOf(after))) === 1;
  }
}

function fieldsOf({ current, by, wrapped }: KeptHashKeys): string[] {
  return ['current', current, 'by', by, ...[...wrapped].flat()];
}
