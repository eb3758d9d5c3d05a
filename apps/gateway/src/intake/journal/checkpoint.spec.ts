import { type Checkpoint, checkpointsUntil, withCheckpoint } from './checkpoint.js';

const at = (version: number, highest = version, epoch = 1): Checkpoint => ({
  place: { segment: 1, offset: version * 10 },
  wireId: 7,
  ...{ version, epoch, highest },
});
const newestFor = (all: readonly Checkpoint[], version: number): number =>
  checkpointsUntil(all, { version, epoch: 1, highest: version }).at(-1)?.version ?? 0;

describe('checkpoints', () => {
  it('are few, dense where they are young, and never far apart against their age', () => {
    let all: readonly Checkpoint[] = [];
    for (let version = 1; version <= 20_000; version++) all = withCheckpoint(all, at(version));
    expect(all.length).toBeLessThan(70);
    for (let version = 1; version <= 20_000; version += 7) {
      const found = newestFor(all, version);
      expect(found).toBeLessThanOrEqual(version);
      expect(20_000 - found).toBeLessThanOrEqual(Math.max(20, (20_000 - version) * 1.6));
    }
  });

  it('are true of a ledger that is at least as new, by each of what tells', () => {
    const all = [at(5), at(9), at(12, 2, 2)];
    expect(checkpointsUntil(all, { version: 4, epoch: 1, highest: 4 })).toEqual([]);
    expect(checkpointsUntil(all, { version: 20, epoch: 1, highest: 8 })).toEqual([at(5)]);
    expect(checkpointsUntil(all, { version: 9, epoch: 1, highest: 9 })).toEqual([at(5), at(9)]);
    expect(checkpointsUntil(all, { version: 12, epoch: 2, highest: 1 })).toEqual([at(5), at(9)]);
    expect(checkpointsUntil(all, { version: 12, epoch: 2, highest: 2 })).toEqual(all);
  });
});
