import { seal, unseal } from './sealed.js';

const PLAIN = Buffer.alloc(32, 7);
const UNDER = Buffer.alloc(32, 1);

describe(seal.name, () => {
  it('is another text each time, and opens under the same key and name alone', () => {
    const texts = [seal(PLAIN, UNDER, 'name'), seal(PLAIN, UNDER, 'name')];
    expect(new Set(texts).size).toBe(2);
    for (const text of texts) {
      expect(unseal(text, UNDER, 'name')).toEqual(PLAIN);
      expect(unseal(text, Buffer.alloc(32, 2), 'name')).toBeUndefined();
      expect(unseal(text, UNDER, 'other')).toBeUndefined();
    }
  });

  it('does not open once one bit of it is another', () => {
    const bytes = Buffer.from(seal(PLAIN, UNDER, 'name'), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unseal(changed.toString('base64url'), UNDER, 'name')).toBeUndefined();
    }
    for (const text of ['', 'x', bytes.subarray(1).toString('base64url')])
      expect(unseal(text, UNDER, 'name')).toBeUndefined();
  });
});
