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
});
