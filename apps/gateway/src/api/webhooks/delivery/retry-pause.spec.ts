import { retryPauseMs } from './retry-pause.js';

describe(retryPauseMs.name, () => {
  it('grows twofold from a second to five minutes, by a fifth earlier or later', () => {
    expect([1, 2, 3, 9, 10, 1000].map((failures) => retryPauseMs(failures, 0, 0.5))).toEqual([
      1000, 2000, 4000, 256_000, 300_000, 300_000,
    ]);
    expect([retryPauseMs(1, 0, 0), retryPauseMs(1, 0, 1)]).toEqual([800, 1200]);
  });

  it('waits as long as the receiver asks, for an hour at most', () => {
    expect([retryPauseMs(1, 60_000, 0.5), retryPauseMs(1, 9e9, 0.5), retryPauseMs(9, 10, 0.5)]).toEqual([
      60_000, 3_600_000, 256_000,
    ]);
  });
});
