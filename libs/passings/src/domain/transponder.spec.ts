import fc from 'fast-check';
import { canonicalTransponderId, isInput, transponderIdOf, transponderNumberOf } from './transponder.js';

describe(transponderIdOf.name, () => {
  it.each([
    ['FL-94890', 102758186],
    ['HT-24422', 106187718],
    ['HN-25178', 105788474],
    ['FL-12345', 102675641],
    ['KP-09044', 107372340],
    ['PV-38463', 112301759],
    ['CC-00000', 0x06000000],
    ['12345678', 12345678],
    ['0', 0],
    ['4294967295', 0xffffffff],
  ])('prints %s for %d and reads it back', (id, number) => {
    expect(transponderIdOf(number)).toBe(id);
    expect(transponderNumberOf(id)).toBe(number);
  });

  it('reads back whatever it prints, for every u32', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (number) => {
        expect(transponderNumberOf(transponderIdOf(number))).toBe(number);
      }),
    );
  });
});

describe(canonicalTransponderId.name, () => {
  it('takes either form for the same transponder', () => {
    expect(canonicalTransponderId('102758186')).toBe('FL-94890');
    expect(canonicalTransponderId(' fl-94890 ')).toBe('FL-94890');
    expect(canonicalTransponderId('0012345')).toBe('12345');
  });

  it('leaves a text of neither form as it is, in capitals', () => {
    expect(canonicalTransponderId('AB-12345')).toBe('AB-12345');
    expect(canonicalTransponderId(' ab-12345 ')).toBe('AB-12345');
    expect(transponderNumberOf('AB-12345')).toBeUndefined();
    expect(transponderNumberOf('4294967296')).toBeUndefined();
  });
});

describe(isInput.name, () => {
  it('marks 9990 to 9999 and nothing else', () => {
    expect(['9989', '9990', '9999', '10000', '99910'].map(isInput)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});
