import { cpuUsagePercent, usagePercent } from './usage.js';

describe(cpuUsagePercent.name, () => {
  const before = { busyMs: 1000, totalMs: 8000, of: 'host' };

  it('is the busy part of the time between, with one decimal', () => {
    expect(cpuUsagePercent(before, { busyMs: 1333, totalMs: 9000, of: 'host' })).toBe(33.3);
    expect(cpuUsagePercent(before, { busyMs: 1000, totalMs: 9000, of: 'host' })).toBe(0);
  });

  it('is never above 100, however the clocks of the two differ', () => {
    expect(cpuUsagePercent(before, { busyMs: 2010, totalMs: 9000, of: 'host' })).toBe(100);
  });

  it('is unknown at first, of others, and where time did not go on', () => {
    expect(cpuUsagePercent(undefined, before)).toBeUndefined();
    expect(cpuUsagePercent(before, { ...before, totalMs: 9000, of: 'a quota of 2' })).toBeUndefined();
    expect(cpuUsagePercent(before, before)).toBeUndefined();
    expect(cpuUsagePercent(before, { busyMs: 1, totalMs: 9000, of: 'host' })).toBeUndefined();
  });
});

describe(usagePercent.name, () => {
  it('leaves out what is kept back', () => {
    expect(usagePercent({ totalBytes: 1000, usedBytes: 450, freeBytes: 450 })).toBe(50);
  });

  it('is unknown where there is nothing', () => {
    expect(usagePercent(undefined)).toBeUndefined();
    expect(usagePercent({ totalBytes: 0, usedBytes: 0, freeBytes: 0 })).toBeUndefined();
  });
});
