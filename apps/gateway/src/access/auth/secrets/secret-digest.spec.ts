import { Problem } from '../../../platform/problems/problem.js';
import { HashKeys } from './hash-keys.js';
import { SecretDigest } from './secret-digest.js';

describe('SecretDigest', () => {
  const digest = new SecretDigest(new HashKeys(Buffer.alloc(32, 1)));

  it('matches the secret it is of, and no other of any length', () => {
    const kept = digest.of('secret');
    expect(digest.matches('secret', kept)).toBe(true);
    for (const other of ['', 'secre', 'secret ', 'Secret', 'x'.repeat(10_000)]) {
      expect([other.length, digest.matches(other, kept)]).toEqual([other.length, false]);
    }
  });

  it('keeps no secret that no other gateway could check, and goes on checking', () => {
    const keys = new HashKeys(Buffer.alloc(32, 1));
    const kept = digest.of('secret');
    keys.trouble = new Problem({ status: 503, reason: 'storage.unavailable', message: 'Later.' });
    expect(() => new SecretDigest(keys).of('secret')).toThrow(keys.trouble);
    expect(new SecretDigest(keys).matches('secret', kept)).toBe(true);
  });

  it('is another one under another pepper', () => {
    expect(new SecretDigest(new HashKeys(Buffer.alloc(32, 2))).matches('secret', digest.of('secret'))).toBe(
      false,
    );
  });
});
