import type { ApiKeyRecord, ApiKeys } from '../../accounts/accounts.js';
import { keptSecret, NOBODYS, rotated } from '../../accounts/kept-secret.js';
import type { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { SCOPES } from '../../accounts/rights.js';
import { HashKeys } from '../secrets/hash-keys.js';
import { SecretDigest } from '../secrets/secret-digest.js';
import { makeSecret } from '../secrets/secret-text.js';
import { GatewayApiKeyStore } from './gateway-api-key.store.js';

const NOW_MS = 1_700_000_000_000;
const digest = new SecretDigest(new HashKeys(Buffer.alloc(32, 1)));
const KEY = makeSecret('clk');
const NOBODY = {
  id: 'nobody',
  scopes: new Set(),
  secretDigests: [Buffer.from(NOBODYS.digest, 'base64')],
};

describe(GatewayApiKeyStore.name, () => {
  let record: ApiKeyRecord;
  let asked: string[];
  let nowMs: number;
  beforeEach(() => {
    asked = [];
    nowMs = NOW_MS;
    record = {
      id: 'key_1',
      name: 'Of the club',
      scopes: ['passings:read'],
      createdAtMs: 0,
      expiresAtMs: null,
      keyDigest: digest.of(KEY).toString('base64'),
      secret: rotated(keptSecret(digest, 'old'), keptSecret(digest, 'new'), NOW_MS + 1000),
    };
  });

  const find = (keyDigest: string): ApiKeyRecord | undefined => {
    asked.push(keyDigest);
    return keyDigest === record.keyDigest ? record : undefined;
  };
  const records = {
    recent: find,
    findAnew: (name: string) => Promise.resolve(find(name)),
  } as unknown as ApiKeys;
  const storeWith = (adminKeyPair?: GatewayConfig['adminKeyPair']): GatewayApiKeyStore =>
    new GatewayApiKeyStore({ adminKeyPair } as GatewayConfig, digest, records, { nowMs: () => nowMs });
  const both = async (store: GatewayApiKeyStore, key: string): Promise<unknown> => {
    const recent = store.recent(key);
    expect(await store.findAnew(key)).toEqual(recent);
    return recent;
  };

  it('finds a registered key by its digest, with each secret that is good', async () => {
    const found = { id: 'key_1', name: 'Of the club', scopes: new Set(['passings:read']) };
    const [old, recent] = [digest.of('old'), digest.of('new')];
    expect(await both(storeWith(), KEY)).toEqual({ ...found, secretDigests: [recent, old] });
    nowMs = NOW_MS + 1000;
    expect(await both(storeWith(), KEY)).toEqual({ ...found, secretDigests: [recent] });
  });

  it('is nobody once it has run out', async () => {
    record = { ...record, expiresAtMs: NOW_MS + 500 };
    nowMs = NOW_MS + 499;
    expect(await both(storeWith(), KEY)).toMatchObject({ id: 'key_1' });
    nowMs = NOW_MS + 500;
    expect(await both(storeWith(), KEY)).toEqual(NOBODY);
  });

  it('is nobody where there is none, which is compared with like any other', async () => {
    expect(await both(storeWith(), makeSecret('clk'))).toEqual(NOBODY);
    expect(asked).toHaveLength(2);
  });

  it('does not look for what is no key of ours', async () => {
    expect(await both(storeWith(), `${KEY}x`)).toEqual(NOBODY);
    expect(asked).toEqual([]);
  });

  it('knows the configured pair, with every scope, and asks nobody for it', async () => {
    const store = storeWith({ key: 'admin', secret: 'of the configuration' });
    expect(await both(store, 'admin')).toEqual({
      id: 'configured',
      scopes: new Set(SCOPES),
      secretDigests: [digest.of('of the configuration')],
    });
    expect(asked).toEqual([]);
    expect(await both(store, 'admin2')).toEqual(NOBODY);
    expect(await both(store, KEY)).toMatchObject({ id: 'key_1' });
  });
});
