import { type FollowedRow, followHeader, followLine, identityOf } from './follow-rows.js';

const row: FollowedRow = {
  transponderid: 'HN-25178',
  rtc_time: 1_707_847_920_000,
  rtc_time_us: '1707847920000123',
  decoder_id: 'finish',
  loop_id: 1,
  passing_number: 2578,
  signal_strength: 85,
  hits: 5,
  received_at: 1_707_847_920_004,
  flags: [],
};

describe('a followed passing', () => {
  it('is a line below the names', () => {
    expect([followHeader(), followLine(row)]).toEqual([
      'time                         transponder   decoder         loop  number      strength  hits',
      '2024-02-13 18:12:00.000 UTC  HN-25178      finish          1     2578        85        5',
    ]);
  });

  it('says what was not reported, and how late it came', () => {
    const late = { ...row, transponderid: null, passing_number: null, hits: null, signal_strength: null };
    const told = followLine({ ...late, received_at: row.rtc_time + 61_000, flags: ['low_battery'] });
    expect(told).toMatch(/UTC {2}- +finish +1 +- +- +- +61 s late, low_battery$/);
    expect(followLine({ ...row, received_at: row.rtc_time + 4000 })).toMatch(/5$/);
  });

  it('is told from others by decoder, number, time and transponder', () => {
    const others = [
      { decoder_id: 'x' },
      { passing_number: 1 },
      { rtc_time_us: '1' },
      { transponderid: null },
    ];
    const identities = [row, ...others.map((other) => ({ ...row, ...other }))].map(identityOf);
    expect(new Set(identities).size).toBe(identities.length);
    expect(identityOf({ ...row, received_at: 1 })).toBe(identityOf(row));
  });
});
