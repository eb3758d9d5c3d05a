import fc from 'fast-check';
import { MissingNumbers } from '../ledger/missing-numbers.js';
import { arbitraryRanges } from '../testing/arbitrary-ranges.js';
import { holesChange, type HolesChange, leafText, readHoles, readLeaf } from './holes-text.js';

/** The hash of holes, as in Redis. */
class Hash {
  private fields = new Map<string, string>();

  apply({ whole, set, drop }: HolesChange): void {
    if (whole) this.fields.clear();
    for (const field of drop) this.fields.delete(field);
    for (let at = 0; at < set.length; at += 2) this.fields.set(set[at] ?? '', set[at + 1] ?? '');
  }

  read(): Promise<MissingNumbers> {
    return readHoles([...this.fields].reverse().flat());
  }
}

describe('holes as they are kept', () => {
  it('are written as how far they lie apart, how long they are, and how much later they were known', () => {
    const ranges = [
      { from: 17, until: 17, sinceMs: 1000 },
      { from: 20, until: 29, sinceMs: 1003 },
      { from: 31, until: 40, sinceMs: 990, settled: 4 },
    ];
    const [leaf] = MissingNumbers.of(ranges).leaves;
    const text = leaf && leafText(leaf);
    expect(text).toBe('0,1,1000,2,10,3,1,-10,4,-13');
    expect(readLeaf('17', text ?? '')).toEqual(ranges);
  });

  it('that cannot be read are told', () => {
    expect(() => readLeaf('17', '0,1')).toThrow('the holes at 17 cannot be read: 0,1');
  });

  it('come back as they were after any changes, of which only what changed is written', async () => {
    const step = fc.record({ from: fc.nat(900), length: fc.nat(40), isMissing: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(arbitraryRanges(900), fc.array(step, { maxLength: 30 }), async (ranges, steps) => {
        let holes = MissingNumbers.of(ranges);
        const hash = new Hash();
        hash.apply(holesChange(undefined, holes));
        for (const { from, length, isMissing } of steps) {
          const limits = { from, until: from + length };
          const without = holes.without(limits);
          const changed = isMissing ? without.with({ ...limits, sinceMs: length }) : without;
          hash.apply(holesChange(holes, changed));
          holes = changed;
        }
        expect([...(await hash.read())]).toEqual([...holes]);
      }),
    );
  });

  it('of which one changed are written for the neighbours of that one alone', () => {
    const many = Array.from({ length: 100_000 }, (_, at) => ({
      from: 2 * at,
      until: 2 * at,
      sinceMs: 3 * at,
    }));
    const holes = MissingNumbers.of(many);
    const changed = holes.without({ from: 100_000, until: 100_000 });
    const { whole, set, drop } = holesChange(holes, changed);
    expect([whole, set.length, drop.length]).toEqual([false, 2, 0]);
    expect(set.join('').length).toBeLessThan(250);
  });
});
