import { Problem } from '../../../platform/problems/problem.js';
import { inMicroseconds, windowOf } from './window.js';

const NOW_MS = 1_707_934_320_000;
const DAY_MS = 86_400_000;

describe('windowOf', () => {
  it.each([
    [{}, NOW_MS - DAY_MS, NOW_MS],
    [{ hours: 1 }, NOW_MS - 3_600_000, NOW_MS],
    [{ end_time_ms: DAY_MS + 5 }, 5, DAY_MS + 5],
    [{ end_time_ms: 5 }, 0, 5],
    [{ start_time_ms: 5 }, 5, NOW_MS],
    [{ start_time_ms: 5, end_time_ms: 5 }, 5, 5],
    [{ start_time_ms: 5, end_time_ms: DAY_MS + 5, hours: 24 }, 5, DAY_MS + 5],
  ])('%j is %d to %d', (asked, startMs, endMs) => {
    expect(windowOf(asked, NOW_MS)).toEqual({ startMs, endMs });
  });

  it.each([
    [{ hours: 1, start_time_ms: 5 }, 'hours'],
    [{ hours: 24, start_time_ms: NOW_MS - DAY_MS }, 'hours'],
    [{ hours: 23, start_time_ms: 5, end_time_ms: DAY_MS + 5 }, 'hours'],
    [{ start_time_ms: 6, end_time_ms: 5 }, 'start_time_ms is after end_time_ms'],
    [{ start_time_ms: NOW_MS + 1 }, 'start_time_ms is after now'],
  ])('%j is refused', (asked, message) => {
    expect(() => windowOf(asked, NOW_MS)).toThrow(Problem);
    expect(() => windowOf(asked, NOW_MS)).toThrow(message);
  });
});

describe('inMicroseconds', () => {
  it('takes the whole of the last millisecond', () => {
    expect(inMicroseconds({ startMs: 5, endMs: 6 })).toEqual({ fromUs: 5000, untilUs: 6999 });
  });

  it('stays with exact numbers up to the end of time', () => {
    const lastMs = 253_402_300_799_999;
    expect(inMicroseconds({ startMs: 0, endMs: lastMs }).untilUs).toBe(Number.MAX_SAFE_INTEGER);
  });
});
