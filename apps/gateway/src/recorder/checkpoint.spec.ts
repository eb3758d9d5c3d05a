import { type Checkpoint, checkpointFor, NOTHING_STORED, withCheckpoint } from './checkpoint.js';

const at = (version: number): Checkpoint => ({
  place: { segment: 1, offset: version * 10 },
  wireId: 7,
  version,
});

describe('checkpoints', () => {
  it('are few, dense where they are young, and never far apart against their age', () => {
    let all: readonly Checkpoint[] = [];
    for (let version = 1; version <= 20_000; version++) all = withCheckpoint(all, at(version));
    expect(all.length).toBeLessThan(70);
    for (let version = 1000; version <= 20_000; version++) {
      const behind = 20_000 - version;
      const { version: found } = checkpointFor(all, version);
      expect(found).toBeLessThanOrEqual(version);
      expect(20_000 - found).toBeLessThanOrEqual(Math.max(20, behind * 1.6));
    }
  });

  it('say of an older ledger than any of them that nothing is stored', () => {
    expect(checkpointFor([at(5), at(9)], 4)).toBe(NOTHING_STORED);
    expect(checkpointFor([at(5), at(9)], 8)).toEqual(at(5));
    expect(checkpointFor([at(5), at(9)], 9)).toEqual(at(9));
  });
});
