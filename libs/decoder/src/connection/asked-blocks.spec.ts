import { AskedBlocks } from './asked-blocks.js';

describe(AskedBlocks.name, () => {
  it('knows what is asked for, and for a while what was', () => {
    let nowMs = 0;
    const asked = new AskedBlocks(() => nowMs);
    const through = asked.begin({ from: 3, until: 5 });
    nowMs = 1_000_000;
    expect([2, 3, 5, 6].map((number) => asked.has(number))).toEqual([false, true, true, false]);
    through();
    nowMs += 59_999;
    expect(asked.has(4)).toBe(true);
    nowMs += 2;
    expect(asked.has(4)).toBe(false);
    asked.begin({ from: 7, until: 7 });
    expect(asked.has(7)).toBe(true);
    asked.forget();
    expect(asked.has(7)).toBe(false);
  });

  it('takes a number above all others for new, once nobody waits for it', () => {
    const asked = new AskedBlocks(() => 0);
    const through = asked.begin({ from: 1, until: 1000 });
    asked.heard(10);
    through();
    asked.heard(11);
    asked.heard(5);
    expect([5, 10, 11].map((number) => asked.mayBeOld(number))).toEqual([true, true, false]);
    expect(asked.has(11)).toBe(true);
    asked.forget();
    expect(asked.mayBeOld(5)).toBe(false);
  });
});
