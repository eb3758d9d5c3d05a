import { Inject, Injectable } from '@nestjs/common';
import type { Scope } from '../accounts/rights.js';
import { SecretDigest } from '../auth/secrets/secret-digest.js';
import { makeSecret } from '../auth/secrets/secret-text.js';
import { Clock } from '../../platform/clock/clock.js';
import { ExpiryClock } from '../../platform/clock/expiry-clock.js';
import { refusePast } from '../../platform/validation/refuse-past.js';
import { changedMeanwhile, unknownAccount } from '../accounts/account-problems.js';
import { keptSecret, rotated } from '../accounts/kept-secret.js';
import { API_KEYS, type ApiKeyRecord, type ApiKeys, randomId } from '../accounts/accounts.js';

export interface NewApiKey {
  readonly record: ApiKeyRecord;
  /** Shown once, as the secret is: only their digests are kept. */
  readonly key: string;
  readonly secret: string;
}

export interface ApiKeyTerms {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAtMs: number | null;
}

@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(API_KEYS) private readonly apiKeys: ApiKeys,
    private readonly digest: SecretDigest,
    private readonly clock: Clock,
    private readonly expiryClock: ExpiryClock,
  ) {}

  /** Resolves to the keys in no order. */
  list(): Promise<readonly ApiKeyRecord[]> {
    return this.apiKeys.all();
  }

  async get(id: string): Promise<ApiKeyRecord> {
    const record = (await this.apiKeys.all()).find((each) => each.id === id);
    if (record === undefined) throw unknownAccount('api_key', 'api-keys');
    return record;
  }

  async create(terms: ApiKeyTerms, id = randomId('key')): Promise<NewApiKey> {
    if (terms.expiresAtMs !== null) refusePast('expires_at', terms.expiresAtMs, this.expiryClock.nowMs());
    const key = makeSecret('clk');
    const secret = makeSecret('cls');
    const record: ApiKeyRecord = {
      id,
      name: terms.name,
      scopes: [...new Set(terms.scopes)],
      createdAtMs: this.clock.nowMs(),
      expiresAtMs: terms.expiresAtMs,
      keyDigest: this.digest.of(key).toString('base64'),
      secret: keptSecret(this.digest, secret),
    };
    await this.apiKeys.add(record.keyDigest, record);
    return { record, key, secret };
  }

  /** Changes the terms of a key; its scopes are in force within a second. */
  async change(id: string, { expiresAtMs, scopes, ...others }: Partial<ApiKeyTerms>): Promise<ApiKeyRecord> {
    if (expiresAtMs != null) refusePast('expires_at', expiresAtMs, this.expiryClock.nowMs());
    const before = await this.get(id);
    const record: ApiKeyRecord = {
      ...before,
      ...others,
      ...(scopes === undefined ? {} : { scopes: [...new Set(scopes)] }),
      ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    };
    if (!(await this.apiKeys.change(before.keyDigest, before, record))) throw changedMeanwhile();
    return record;
  }

  /** Gives a key a new secret; the key itself stays. */
  async rotate(id: string, overlapMs: number): Promise<Omit<NewApiKey, 'key'>> {
    const before = await this.get(id);
    const secret = makeSecret('cls');
    const untilMs = this.expiryClock.nowMs() + overlapMs;
    const record = { ...before, secret: rotated(before.secret, keptSecret(this.digest, secret), untilMs) };
    if (!(await this.apiKeys.change(before.keyDigest, before, record))) throw changedMeanwhile();
    return { record, secret };
  }

  async revoke(id: string): Promise<void> {
    const { keyDigest } = await this.get(id);
    await this.apiKeys.remove(keyDigest);
  }
}
