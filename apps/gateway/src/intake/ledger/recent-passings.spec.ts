import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { RecentPassings } from './recent-passings.js';

describe(RecentPassings.name, () => {
  const witness = (number: number, rtcTimeUs: number | null) => ({ number, rtcTimeUs, transponderId: null });

  it('knows again what was stored last, by number and time, and forgets what lies further back', () => {
    const recent = new RecentPassings();
    const stored = Array.from({ length: 5000 }, (_, at) =>
      aPassing({ passingNumber: at + 1, timeUs: 0, rtcTimeUs: 1000 + at }),
    );
    recent.note([...stored, aPassing({ passingNumber: null, timeUs: 0, rtcTimeUs: 1 })]);
    expect(recent.has('finish', witness(5000, 5999))).toBe(true);
    expect(recent.has('finish', witness(5000, 5998))).toBe(false);
    expect(recent.has('finish', witness(5000, null))).toBe(false);
    expect(recent.has('back', witness(5000, 5999))).toBe(false);
    expect([recent.has('finish', witness(904, 1903)), recent.has('finish', witness(905, 1904))]).toEqual([
      false,
      true,
    ]);
  });
});
