import { jest } from '@jest/globals';

let running = 0;
let most = 0;
let verified: string[] = [];
const busy = async <Value>(value: Value): Promise<Value> => {
  most = Math.max(most, ++running);
  await new Promise((resolve) => setImmediate(resolve));
  running--;
  return value;
};
jest.unstable_mockModule('@node-rs/argon2', () => ({
  hash: (password: string) => busy(`$argon2id$v=19$m=19456,t=2,p=1$${password}`),
  verify: (hash: string, password: string) => {
    verified.push(hash);
    return busy(hash.endsWith(`$${password}`));
  },
}));
const { PasswordHasher } = await import('./password-hasher.js');

describe(PasswordHasher.name, () => {
  beforeEach(() => {
    most = 0;
    verified = [];
  });

  it('hashes at most two at once, has sixteen wait, and tells everybody else to come again', async () => {
    const hasher = new PasswordHasher();
    await hasher.matches('right', '$argon2id$v=19$m=19456,t=2,p=1$right');
    const asked = Array.from({ length: 50 }, () =>
      hasher.matches('wrong', '$argon2id$v=19$m=19456,t=2,p=1$right').then(
        (isRight) => String(isRight),
        (problem: unknown) => (problem as { reason: string }).reason,
      ),
    );
    const outcomes = await Promise.all(asked);
    expect(most).toBe(2);
    expect(outcomes.filter((each) => each === 'false')).toHaveLength(18);
    expect(outcomes.filter((each) => each === 'auth.busy')).toHaveLength(32);
  });

  it('hashes what it compares with for nobody in the same two seats', async () => {
    const hasher = new PasswordHasher();
    await Promise.all(Array.from({ length: 10 }, () => hasher.matches('wrong', undefined)));
    expect(most).toBe(2);
  });

  it('does the same work for a user that there is not, and never lets one in', async () => {
    const hasher = new PasswordHasher();
    expect(await hasher.matches('right', '$argon2id$v=19$m=19456,t=2,p=1$right')).toBe(true);
    expect(await hasher.matches('nobody has this password', undefined)).toBe(false);
    expect(verified).toHaveLength(2);
    // The first 31 characters of a hash are its parameters: both hashes have the same cost.
    expect(new Set(verified.map((hash) => hash.slice(0, 31))).size).toBe(1);
  });

  it('takes no hash of another kind or cost', async () => {
    const hasher = new PasswordHasher();
    for (const hash of [
      '$argon2id$v=19$m=8,t=1,p=1$right',
      '$argon2i$v=19$m=19456,t=2,p=1$right',
      '$2b$12$right',
    ])
      expect([hash, await hasher.matches('right', hash)]).toEqual([hash, false]);
  });
});
