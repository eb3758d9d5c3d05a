import { ammc } from './protocol.js';

const eventsOf = (...messages: readonly unknown[]): readonly unknown[] => {
  const parser = ammc.createParser();
  const text = messages.map((message) => `${JSON.stringify(message)}\n`).join('');
  return [...parser.push(Buffer.from(text)), ...parser.end()].map((event) =>
    event.kind === 'record' ? event.record : event.reason,
  );
};

describe('ammc', () => {
  it('reads a passing of ammc-amb, with the time of the decoder', () => {
    const message = {
      msg: 'PASSING',
      decoder_id: '00041813',
      passing_number: 12,
      request_id: 0,
      transponder: '4000123',
      tran_code: null,
      rtc_time: '2024-02-13T18:12:00.123456Z',
      strength: 90,
      hits: 20,
    };
    expect(eventsOf(message, { ...message, msg: 'passing', tran_code: 'FL-94890' })).toMatchObject([
      {
        kind: 'passing',
        fields: {
          passingNumber: 12,
          transponder: 4_000_123,
          rtcTimeUs: 1_707_847_920_123_456,
          strength: 90,
          hits: 20,
        },
        raw: [{ id: 'decoder_id' }, { id: 'request_id' }],
      },
      { fields: { transponderCode: 'FL-94890' } },
    ]);
  });

  it('reads a passing of ammc-x2: loop, UTC to a tenth of a millisecond, numbers as text', () => {
    const message = {
      passing_number: '5',
      transponder_id: '106187718',
      transponder: 'HT-24422',
      loop_id: 4711,
      strength: '64000',
      strength_text: '-50 dBm',
      utc_time: '2020-01-12T13:45:16.6829+0000',
      local_time: '2020-01-12T14:45:16.6829+0100',
    };
    const fields = {
      passingNumber: 5,
      transponder: 106_187_718,
      utcTimeUs: 1_578_836_716_682_900,
      strength: 64_000,
    };
    expect(eventsOf(message)).toMatchObject([{ kind: 'passing', fields: { ...fields, loop: '4711' } }]);
    const withoutUtc = { ...message, utc_time: null };
    expect(eventsOf(withoutUtc)).toMatchObject([{ fields }]);
    const noLoop = eventsOf({ ...message, loop_id: 4_294_967_295 }) as { fields: { loop?: string } }[];
    expect(noLoop[0]?.fields.loop).toBeUndefined();
    const byCode = { ...message, transponder_id: undefined };
    expect(eventsOf(byCode)).toMatchObject([{ fields: { transponderCode: 'HT-24422' } }]);
  });

  it('reads the older form with its numbers in hexadecimal', () => {
    const message = {
      recordType: 'Passing',
      passingNumber: '000A',
      transponder: '0061FF72A',
      RTC_Time: '6114580A5BA40',
      strength: '5A',
      hits: '14',
      flags: '0001',
      TOR: '0001',
      crcOk: true,
      VERSION: '2',
      decoderId: '00041813',
    };
    expect(eventsOf({ ...message, transponder: '061FF72A' })).toMatchObject([
      {
        kind: 'passing',
        fields: { passingNumber: 10, transponder: 102_758_186, strength: 90, hits: 20, flags: 1 },
      },
    ]);
    expect(eventsOf({ ...message, crcOk: false })).toEqual(['bad_crc']);
    expect(eventsOf({ ...message, passingNumber: 'XYZ' })).toEqual(['bad_field']);
  });

  it('takes an array apart, and rejects of it what is no record', () => {
    const good = { msg: 'PASSING', transponder: 1, rtc_time: '2024-02-13T18:12:00Z' };
    expect(eventsOf([good, { msg: 'PASSING' }, 7, good])).toMatchObject([
      { kind: 'passing' },
      'no_transponder',
      'no_record',
      { kind: 'passing' },
    ]);
    expect(eventsOf([])).toEqual([]);
    const many = Array.from({ length: 300 }, () => good);
    expect(eventsOf(many)).toHaveLength(300);
  });

  it('tells other messages from passings', () => {
    expect(
      eventsOf({ msg: 'STATUS', noise: 40 }, { msg: 'VERSION' }, { msg: 'NEWS' }, { foo: 1 }),
    ).toMatchObject([
      { kind: 'status', fields: { noise: 40 } },
      { kind: 'other', type: 'VERSION' },
      { kind: 'other', type: 'UNKNOWN' },
      'no_type',
    ]);
    expect(eventsOf({ msg: 'PASSING', transponder: 1, rtc_time: 'yesterday' })).toEqual(['bad_field']);
    expect(eventsOf({ msg: 'PASSING', transponder: 1, rtc_time: '2024-02-30T00:00:00Z' })).toEqual([
      'bad_field',
    ]);
  });
});
