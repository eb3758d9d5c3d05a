import { SessionRuns } from './session-runs.js';

const GAP = 10;
const anyone = (): boolean => true;

/** Builds runs of single passings, in order of time. */
function runsOf(...passings: [transponder: number, timeUs: number][]): SessionRuns {
  const runs = new SessionRuns(GAP);
  for (const [transponder, timeUs] of passings) runs.add(transponder, timeUs, timeUs, 1);
  return runs;
}

describe('SessionRuns', () => {
  it('begins a run where more than the gap lies between two passings', () => {
    const runs = runsOf([1, 0], [1, 10], [1, 21]);
    expect([...runs.each()]).toEqual([
      [1, { firstUs: 0, lastUs: 10, count: 2 }],
      [1, { firstUs: 21, lastUs: 21, count: 1 }],
    ]);
    expect([...runs.transponders()]).toEqual([1]);
  });

  it('waits until each of those that begin first is over', () => {
    const runs = runsOf([1, 0], [2, 5], [1, 8]);
    expect(runs.mayBeOver(2)).toBe(true);
    expect(runs.areFirstOver(2, 18, anyone)).toBe(false);
    expect(runs.areFirstOver(2, 19, anyone)).toBe(true);
  });

  it('asks of those alone that had begun, and knows when they go on', () => {
    const runs = runsOf([1, 0], [2, 5]);
    expect(runs.areFirstOver(2, 6, anyone)).toBe(false);
    runs.add(1, 9, 9, 1);
    runs.add(3, 15, 15, 1);
    expect(runs.areFirstOver(2, 16, anyone)).toBe(false);
    expect(runs.areFirstOver(2, 20, anyone)).toBe(true);
  });

  it('counts only those that are asked for', () => {
    const runs = runsOf([1, 0], [2, 5], [3, 6]);
    const isAsked = (transponder: number): boolean => transponder !== 2;
    expect(runs.areFirstOver(3, 1000, isAsked)).toBe(false);
    expect(runs.areFirstOver(2, 1000, isAsked)).toBe(true);
  });

  it('reads to the end where no gap ends a run, and where fewer are there', () => {
    expect(runsOf([1, 0]).mayBeOver(2)).toBe(false);
    const whole = new SessionRuns(Infinity);
    whole.add(1, 0, 0, 1);
    whole.add(2, 0, 0, 1);
    expect(whole.mayBeOver(1)).toBe(false);
  });
});
