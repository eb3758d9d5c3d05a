import { LatestTime } from './latest-time.js';

const DAY_MS = 86_400_000;
const NOW_MS = 1_700_000_000_000;

describe(LatestTime.name, () => {
  let systemMs: number;
  let steadyMs: number;
  let latest: LatestTime;

  beforeEach(() => {
    systemMs = NOW_MS;
    steadyMs = 5000;
    latest = begin(0);
  });
  const begin = (latestMs: number): LatestTime =>
    new LatestTime({ nowMs: () => systemMs }, latestMs, () => steadyMs);
  const pass = (ms: number): void => {
    systemMs += ms;
    steadyMs += ms;
  };

  it('is what the system says while that goes on', () => {
    pass(1234);
    expect(latest.nowMs()).toBe(NOW_MS + 1234);
  });

  it('is not set back, and goes on meanwhile', () => {
    pass(1000);
    latest.nowMs();
    systemMs -= DAY_MS;
    pass(500);
    expect(latest.nowMs()).toBe(NOW_MS + 1500);
    systemMs = 0;
    pass(500);
    expect(latest.nowMs()).toBe(NOW_MS + 2000);
  });

  it('goes forward with the system, and stays there when that goes back', () => {
    systemMs += 30 * DAY_MS;
    expect(latest.nowMs()).toBe(NOW_MS + 30 * DAY_MS);
    systemMs -= 30 * DAY_MS;
    pass(60_000);
    expect(latest.nowMs()).toBe(NOW_MS + 30 * DAY_MS + 60_000);
  });

  it('begins with what an earlier run saw, where the system says less', () => {
    systemMs = 0;
    latest = begin(NOW_MS);
    pass(1000);
    expect(latest.nowMs()).toBe(NOW_MS + 1000);
    systemMs = NOW_MS + DAY_MS;
    expect(latest.nowMs()).toBe(NOW_MS + DAY_MS);
  });
});
