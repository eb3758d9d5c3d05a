import fc from 'fast-check';
import { type DueDeletion, planDeletion, type RetentionState } from './plan-deletion.js';

const DAY_MS = 86_400_000;
const NOW_MS = 1_000 * DAY_MS;
const state: RetentionState = {
  days: 30,
  announced: null,
  allowedUntilUs: 0,
  provenAtMs: null,
  droppedUntilUs: null,
};
const due = (passings: number, more: Partial<DueDeletion> = {}): DueDeletion => {
  const { nowMs = NOW_MS, days = 30 } = more;
  const cutoffUs = (nowMs - days * DAY_MS) * 1000;
  return { nowMs, days, cutoffUs, passings, allowedPassings: 0, keptPassings: 100, ...more };
};
const CUTOFF_US = due(0).cutoffUs;

describe(planDeletion.name, () => {
  it('drops a tenth at once, and no more', () => {
    expect(planDeletion(state, due(10))).toMatchObject({
      dropUntilUs: CUTOFF_US,
      state: { announced: null },
    });
    expect(planDeletion(state, due(11))).toEqual({
      dropUntilUs: 0,
      state: { ...state, provenAtMs: NOW_MS, announced: { atMs: NOW_MS, untilUs: CUTOFF_US } },
    });
  });

  it('does not know of any change on the first run ever', () => {
    expect(planDeletion(undefined, due(11)).state).toMatchObject({ days: 30, announced: { atMs: NOW_MS } });
    expect(planDeletion(undefined, due(10)).dropUntilUs).toBe(CUTOFF_US);
  });

  it('allows what a shorter setting makes old, for as many runs as it takes', () => {
    for (const before of [31, null]) {
      const first = planDeletion({ ...state, days: before }, due(90));
      expect(first.dropUntilUs).toBe(CUTOFF_US);
      const later = { nowMs: NOW_MS + 3_600_000 };
      const second = planDeletion(first.state, due(60, { ...later, allowedPassings: 55 }));
      expect(second).toMatchObject({ dropUntilUs: due(0, later).cutoffUs, state: { announced: null } });
      const third = planDeletion(second.state, due(60, { ...later, allowedPassings: 5 }));
      expect(third).toMatchObject({ dropUntilUs: CUTOFF_US, state: { announced: { atMs: later.nowMs } } });
      expect(planDeletion(first.state, due(3, later)).state.allowedUntilUs).toBe(0);
    }
    expect(planDeletion({ ...state, days: 29 }, due(90)).dropUntilUs).toBe(0);
  });

  it('waits for a day, and drops just what was announced', () => {
    const { state: announced } = planDeletion(state, due(50));
    const early = due(60, { nowMs: NOW_MS + DAY_MS - 1 });
    expect(planDeletion(announced, early)).toMatchObject({
      dropUntilUs: 0,
      state: { announced: { atMs: NOW_MS } },
    });
    const late = due(60, { nowMs: NOW_MS + DAY_MS });
    expect(planDeletion(announced, late)).toMatchObject({
      dropUntilUs: CUTOFF_US,
      state: { announced: null },
    });
  });

  it('begins anew where what was announced is not due any more, or was announced later than now', () => {
    const { state: announced } = planDeletion(state, due(50));
    const longer = due(50, { nowMs: NOW_MS + DAY_MS, days: 60 });
    expect(planDeletion(announced, longer)).toMatchObject({
      dropUntilUs: 0,
      state: { announced: { atMs: longer.nowMs } },
    });
    const back = due(50, { nowMs: NOW_MS - 1, cutoffUs: CUTOFF_US });
    expect(planDeletion(announced, back)).toMatchObject({
      dropUntilUs: 0,
      state: { announced: { atMs: back.nowMs } },
    });
    expect(planDeletion(announced, due(10)).state.announced).toBeNull();
  });

  it('drops nothing that is not due, and never more than a tenth that was neither announced a day before nor allowed', () => {
    const us = fc.integer({ min: 0, max: NOW_MS }).map((ms) => ms * 1000);
    const ms = fc.integer({ min: NOW_MS - 3 * DAY_MS, max: NOW_MS + 3 * DAY_MS });
    const states = fc.record({
      days: fc.option(fc.integer({ min: 1, max: 60 })),
      announced: fc.option(fc.record({ atMs: ms, untilUs: us })),
      allowedUntilUs: us,
      provenAtMs: fc.option(ms),
      droppedUntilUs: fc.option(us),
    });
    fc.assert(
      fc.property(
        fc.option(states, { nil: undefined }),
        fc.nat(100),
        fc.nat(100),
        (before, passings, allowed) => {
          const asked = due(passings, { allowedPassings: Math.min(allowed, passings) });
          const { dropUntilUs } = planDeletion(before, asked);
          expect(dropUntilUs).toBeLessThanOrEqual(CUTOFF_US);
          const isMany = passings - asked.allowedPassings > 10;
          const isShortened = before !== undefined && (before.days === null || before.days > 30);
          const wasSaid = before?.announced != null && before.announced.atMs <= NOW_MS - DAY_MS;
          const mayUs = Math.max(before?.allowedUntilUs ?? 0, wasSaid ? (before.announced?.untilUs ?? 0) : 0);
          if (isMany && !isShortened) expect(dropUntilUs).toBeLessThanOrEqual(mayUs);
        },
      ),
    );
  });
});
