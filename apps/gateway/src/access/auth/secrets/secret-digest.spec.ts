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

  it('is another one under another pepper', () => {
    expect(new SecretDigest(new HashKeys(Buffer.alloc(32, 2))).matches('secret', digest.of('secret'))).toBe(
      false,
    );
  });
});
