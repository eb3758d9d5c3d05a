import type { Request } from 'express';
import { HashKeys } from '../secrets/hash-keys.js';
import { SecretDigest } from '../secrets/secret-digest.js';
import { contextOf, requestWith } from '../testing/request-with.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { type ApiKey, ApiKeyStore } from './api-key.store.js';
import { ApiKeyStrategy } from './api-key.strategy.js';

const digest = new SecretDigest(new HashKeys(Buffer.alloc(32, 1)));
const KEPT: ApiKey = {
  id: 'key_1',
  scopes: new Set(['system:read']),
  secretDigests: [digest.of('old'), digest.of('new')],
};
const NOBODY: ApiKey = { id: 'nobody', scopes: new Set(), secretDigests: [Buffer.alloc(32)] };

class OneKey extends ApiKeyStore {
  override recent(key: string): ApiKey {
    return key === 'key' ? KEPT : NOBODY;
  }

  override findAnew(key: string): Promise<ApiKey> {
    return Promise.resolve(this.recent(key));
  }
}

describe(ApiKeyGuard.name, () => {
  new ApiKeyStrategy(); // registers itself with Passport
  const guard = new ApiKeyGuard(new OneKey(), digest);
  const identify = (request: Request): ReturnType<ApiKeyGuard['identify']> =>
    guard.identify(contextOf(request));

  it.each([['old'], ['new']])('knows a pair by each secret that is good: %s', async (secret) => {
    expect(await identify(requestWith({ 'x-api-key': 'key', 'x-api-secret': secret }))).toBe(KEPT);
  });

  it('never takes the claim for who it is', async () => {
    const request = requestWith({ 'x-api-key': 'key', 'x-api-secret': 'wrong' });
    expect(await identify(request)).toBeUndefined();
    expect(request).not.toHaveProperty('user');
  });

  it.each([
    ['the key alone', { 'x-api-key': 'key' }],
    ['the secret alone', { 'x-api-secret': 'new' }],
    ['a wrong secret', { 'x-api-key': 'key', 'x-api-secret': 'newer' }],
    ['an unknown key', { 'x-api-key': 'other', 'x-api-secret': 'new' }],
    ['an over-long key', { 'x-api-key': 'k'.repeat(300), 'x-api-secret': 'new' }],
    ['the two exchanged', { 'x-api-key': 'new', 'x-api-secret': 'key' }],
  ])('knows nobody by %s', async (_, headers) => {
    expect(await identify(requestWith(headers))).toBeUndefined();
  });

  it('takes one of the two for an offer', () => {
    expect(guard.isOffered(requestWith({ 'x-api-key': '' }))).toBe(true);
    expect(guard.isOffered(requestWith({ 'x-api-secret': '' }))).toBe(true);
    expect(guard.isOffered(requestWith({ 'x-device-id': 'id', 'x-device-secret': 'secret' }))).toBe(false);
  });

  it('is what it says', () => {
    expect([guard.family, guard.challenge]).toEqual(['api-key', 'ApiKey realm="CoachLINK"']);
  });
});
