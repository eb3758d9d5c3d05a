import fc from 'fast-check';
import { derivedSecret, isWhole, makeSecret } from './secret-text.js';

describe(makeSecret.name, () => {
  it('is recognisable, whole, and never the same', () => {
    const secrets = Array.from({ length: 100 }, () => makeSecret('cls'));
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) {
      expect(secret).toMatch(/^cls_[0-9A-Za-z]{49}$/);
      expect(isWhole(secret)).toBe(true);
    }
  });

  it('is not whole any more with one character mistyped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 52 }), fc.constantFrom('a', 'Z', '0', '9', '_'), (at, typed) => {
        const secret = makeSecret('cld');
        fc.pre(secret[at] !== typed);
        expect(isWhole(secret.slice(0, at) + typed + secret.slice(at + 1))).toBe(false);
      }),
    );
  });
});

describe(derivedSecret.name, () => {
  const root = Buffer.alloc(32, 7);

  it('is the same in every version: what people wrote down goes on working', () => {
    // Made by HKDF (RFC 5869) and CRC-32 of another language's library.
    expect(derivedSecret('cls', Buffer.alloc(32, 1), 'a use')).toBe(
      'cls_okGui1XO4e1JUE4gYEWPtTuONl53TkIL5kxm6PTv2nF3iSjZV',
    );
  });

  it('is the same each time, whole, and another one for each use and root', () => {
    const secret = derivedSecret('cld', root, 'one');
    expect(secret).toBe(derivedSecret('cld', root, 'one'));
    expect(isWhole(secret)).toBe(true);
    const others = [derivedSecret('cld', root, 'two'), derivedSecret('cld', Buffer.alloc(32, 8), 'one')];
    expect(new Set([secret, ...others]).size).toBe(3);
  });
});
