import { type Crossing, LINES } from './crossing.js';
import { PHOTOCELL } from './photocell.js';
import { Track } from './track.js';

const MINUTE_US = 60_000_000;
const LOOPS = [{ metres: LINES.finish }, { metres: LINES.twoHundred }, { metres: LINES.pursuit }];

function crossingsUntil(track: Track, untilUs: number, fromUs = 0): Crossing[] {
  const found: Crossing[] = [];
  for (const crossing of track.crossings(fromUs)) {
    if (crossing.timeUs >= untilUs) break;
    found.push(crossing);
  }
  return found;
}

function ofRiders(crossings: readonly Crossing[]): Crossing[] {
  return crossings.filter(({ transponder }) => transponder !== PHOTOCELL);
}

/** Differences between the passings of each rider at one loop. */
function lapsUs(crossings: readonly Crossing[]): number[] {
  const last = new Map<number, number>();
  const laps: number[] = [];
  for (const { transponder, timeUs } of crossings) {
    const before = last.get(transponder);
    if (before !== undefined) laps.push(timeUs - before);
    last.set(transponder, timeUs);
  }
  return laps;
}

describe('Track', () => {
  it('should give the same crossings for the same seed and others for another', () => {
    const options = { seed: 5, riders: 10, loops: LOOPS };
    const once = crossingsUntil(new Track(options), 5 * MINUTE_US);
    expect(crossingsUntil(new Track(options), 5 * MINUTE_US)).toEqual(once);
    expect(crossingsUntil(new Track({ ...options, seed: 6 }), 5 * MINUTE_US)).not.toEqual(once);
  });

  it('should keep the order of time with thousands of riders', () => {
    const times = crossingsUntil(new Track({ seed: 1, riders: 2000, loops: LOOPS }), MINUTE_US).map(
      ({ timeUs }) => timeUs,
    );
    expect(times.length).toBeGreaterThan(10_000);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('should ride laps that people ride, with breaks of minutes', () => {
    const loops = [{ metres: 0 }];
    const laps = lapsUs(ofRiders(crossingsUntil(new Track({ seed: 3, riders: 30, loops }), 120 * MINUTE_US)));
    const breaks = laps.filter((lapUs) => lapUs > 30_000_000);
    const ridden = laps.filter((lapUs) => lapUs <= 30_000_000);
    expect(Math.min(...ridden)).toBeGreaterThanOrEqual(12_000_000);
    expect(Math.max(...ridden)).toBeLessThanOrEqual(25_000_000);
    expect(ridden.filter((lapUs) => lapUs < 16_000_000).length).toBeGreaterThan(ridden.length / 10);
    expect(ridden.filter((lapUs) => lapUs > 20_000_000).length).toBeGreaterThan(ridden.length / 3);
    expect(breaks.length).toBeGreaterThan(30);
    expect(Math.min(...breaks)).toBeGreaterThanOrEqual(2 * MINUTE_US);
    expect(Math.max(...breaks)).toBeLessThanOrEqual(6 * MINUTE_US);
  });

  it('should let every loop see the same riders, each at its place of the lap', () => {
    const crossings = ofRiders(
      crossingsUntil(new Track({ seed: 2, riders: 1, loops: LOOPS }), 5 * MINUTE_US),
    );
    const finish = crossings.filter(({ loop }) => loop === 0).map(({ timeUs }) => timeUs);
    const shares = crossings
      .filter(({ loop }) => loop === 1)
      .flatMap(({ timeUs }) => {
        const next = finish.findIndex((finishUs) => finishUs > timeUs);
        const [start, end] = [finish[next - 1], finish[next]];
        return start === undefined || end === undefined ? [] : [(timeUs - start) / (end - start)];
      });
    expect(shares.length).toBeGreaterThan(5);
    for (const share of shares) expect(share).toBeCloseTo(LINES.twoHundred / 250, 5);
  });

  it('should not change a loop when others are added, nor the future when history is asked for', () => {
    const finishOnly = new Track({ seed: 4, riders: 8, loops: [{ metres: 0 }] });
    const expected = crossingsUntil(finishOnly, 10 * MINUTE_US);
    const three = new Track({ seed: 4, riders: 8, loops: LOOPS });
    expect(crossingsUntil(three, 10 * MINUTE_US).filter(({ loop }) => loop === 0)).toEqual(expected);

    const withHistory = crossingsUntil(finishOnly, 10 * MINUTE_US, -45 * MINUTE_US);
    expect(withHistory.filter(({ timeUs }) => timeUs >= 0)).toEqual(expected);
    const oldest = withHistory[0]?.timeUs ?? 0;
    expect(oldest).toBeGreaterThanOrEqual(-45 * MINUTE_US);
    expect(oldest).toBeLessThan(-40 * MINUTE_US);
  });

  it('should be alive at once whatever the seed', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const track = new Track({ seed, riders: 20, loops: [{ metres: 0 }] });
      const minute = ofRiders(crossingsUntil(track, MINUTE_US));
      expect(minute[0]?.timeUs).toBeLessThan(2_500_000);
      expect(minute.length).toBeGreaterThan(45);
    }
  });

  it('should send strength and hits as decoders do, weaker in hits the faster it goes, and none for inputs', () => {
    const track = new Track({ seed: 9, riders: 40, loops: [{ metres: 0 }] });
    const crossings = crossingsUntil(track, 30 * MINUTE_US);
    for (const { strength, hits } of ofRiders(crossings)) {
      expect(strength).toBeGreaterThanOrEqual(51);
      expect(strength).toBeLessThanOrEqual(183);
      expect(hits).toBeGreaterThanOrEqual(2);
      expect(hits).toBeLessThanOrEqual(60);
    }
    const inputs = crossings.filter(({ transponder }) => transponder === PHOTOCELL);
    expect(inputs.length).toBeGreaterThan(3);
    expect(inputs.every(({ strength, hits }) => strength === undefined && hits === undefined)).toBe(true);
    expect(crossings.some(({ batteryVoltageV }) => batteryVoltageV !== undefined)).toBe(true);
  });

  it('should give each rider a transponder of his own, most of them with a printed code', () => {
    const numbers = new Track({ seed: 1, riders: 1000, loops: [] }).riders.map(
      ({ transponder }) => transponder,
    );
    expect(new Set(numbers).size).toBe(1000);
    const printed = numbers.filter((number) => number >= 0x0600_0000);
    expect(printed.length).toBeGreaterThan(800);
    expect(printed.length).toBeLessThan(900);
  });
});
