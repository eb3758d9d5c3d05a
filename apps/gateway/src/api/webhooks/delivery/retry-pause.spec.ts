import { retryPauseMs } from './retry-pause.js';

describe(retryPauseMs.name, () => {
  it('is a quarter of the time of failing, from half a second to five minutes, by a fifth earlier or later', () => {
    expect([0, 2000, 60_000, 1_200_000, 9e9].map((failingMs) => retryPauseMs(failingMs, 0, 0.5))).toEqual([
      500, 500, 15_000, 300_000, 300_000,
    ]);
    expect([retryPauseMs(0, 0, 0), retryPauseMs(0, 0, 1)]).toEqual([400, 600]);
  });

  it('is as long as the receiver asks, an hour at most', () => {
    expect([retryPauseMs(0, 60_000, 0.5), retryPauseMs(0, 9e9, 0.5), retryPauseMs(80_000, 10, 0.5)]).toEqual([
      60_000, 3_600_000, 20_000,
    ]);
  });
});
