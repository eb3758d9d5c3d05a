import { ReadingClock } from './reading-clock.js';

describe('ReadingClock', () => {
  let nowMs: number;
  let clock: ReadingClock;
  beforeEach(() => {
    nowMs = 1000;
    clock = new ReadingClock(() => nowMs);
  });

  it('goes on while what is read is taken at once', () => {
    for (let delivery = 0; delivery < 100; delivery++) {
      clock.deliveryBegan();
      nowMs += 200;
      clock.deliveryEnded();
    }
    expect(clock.readMs).toBe(nowMs);
  });

  it('stands still while the store takes nothing, and goes on from there', () => {
    clock.deliveryBegan();
    nowMs += 250;
    const before = clock.readMs;
    nowMs += 60_000;
    expect(clock.readMs).toBe(before);
    clock.deliveryEnded();
    expect(clock.readMs).toBe(before);
    nowMs += 700;
    expect(clock.readMs).toBe(before + 700);
  });

  it('forgets a delivery that was cut off with its link', () => {
    clock.deliveryBegan();
    nowMs += 10_000;
    clock.deliveryEnded();
    const before = clock.readMs;
    clock.deliveryEnded();
    nowMs += 5;
    expect(clock.readMs).toBe(before + 5);
  });
});
