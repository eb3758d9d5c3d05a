import { cachedReading } from './cached-reading.js';

describe(cachedReading, () => {
  const setUp = (...values: (number | undefined)[]) => {
    const clock = { nowMs: 0 };
    let reads = 0;
    const read = cachedReading(
      () => Promise.resolve(values[reads++]),
      () => clock.nowMs,
    );
    return { clock, read, reads: () => reads };
  };

  it('gives what was read for a minute', async () => {
    const { clock, read } = setUp(40, 41);
    expect(await read()).toBe(40);
    clock.nowMs = 59_999;
    expect(await read()).toBe(40);
    clock.nowMs = 60_000;
    expect(await read()).toBe(41);
  });

  it('asks a machine that tells nothing again after ten minutes', async () => {
    const { clock, read, reads } = setUp(undefined, 41);
    expect(await read()).toBeUndefined();
    clock.nowMs = 599_999;
    expect(await read()).toBeUndefined();
    expect(reads()).toBe(1);
    clock.nowMs = 600_000;
    expect(await read()).toBe(41);
  });

  it('asks again at once after a failure', async () => {
    let reads = 0;
    const read = cachedReading(() => (reads++ === 0 ? Promise.reject(new Error('no')) : Promise.resolve(41)));
    await expect(read()).rejects.toThrow('no');
    expect(await read()).toBe(41);
  });
});
