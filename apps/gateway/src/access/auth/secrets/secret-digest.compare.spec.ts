import { createHmac, timingSafeEqual } from 'node:crypto';
import { jest } from '@jest/globals';
import { HashKeys } from './hash-keys.js';

const compared: [number, number][] = [];
jest.unstable_mockModule('node:crypto', () => ({
  createHmac,
  timingSafeEqual: (a: Buffer, b: Buffer) => {
    compared.push([a.length, b.length]);
    return timingSafeEqual(a, b);
  },
}));
const { SecretDigest } = await import('./secret-digest.js');

describe(SecretDigest.name, () => {
  it('compares by the one function that takes as long whatever is different, and with equal lengths', () => {
    const digest = new SecretDigest(new HashKeys(Buffer.alloc(32, 1)));
    const kept = digest.of('secret');
    for (const secret of ['secret', 'secreT', 'Xecret', '', 'x'.repeat(1000)]) digest.matches(secret, kept);
    expect(compared).toEqual(Array.from({ length: 5 }, () => [32, 32]));
  });
});
