import fc from 'fast-check';
import { type Passing, transponderNumberOf } from '#passings';
import { PageWriter } from './page-writer.js';
import { columnsOf } from './testing/columns-of.js';

const passing: Passing = {
  decoderId: 'finish',
  loopId: 1,
  passingNumber: 7,
  transponderId: 'HN-25178',
  timeUs: 1_707_847_920_000_999,
  timeSource: 'rtc',
  isTimeDoubtful: false,
  alternativeTimeUs: null,
  rtcTimeUs: 1_707_847_920_000_999,
  clockOffsetUs: 0,
  receivedAtMs: 1_707_847_920_004,
  strength: 85,
  hits: 5,
  batteryVoltageV: 3.2,
  decoderFlags: null,
  isNumberDoubtful: false,
};

const writer = new PageWriter();
const written = (given: readonly Passing[]): string =>
  writer.write('[', [columnsOf(given)], given.length, ']').toString();

const rowOf = (given: Partial<Passing>): Record<string, unknown> => {
  const rows = JSON.parse(written([{ ...passing, ...given }])) as Record<string, unknown>[];
  return rows[0] ?? {};
};

describe(PageWriter.name, () => {
  it('writes the keys in order', () => {
    expect(written([passing])).toBe(
      '[{"transponderid":"HN-25178","rtc_time":1707847920000,"decoder_id":"finish","signal_strength":85,' +
        '"battery_voltage":3.2,"hits":5,"loop_id":1,"passing_number":7,"rtc_time_us":"1707847920000999",' +
        '"received_at":1707847920004,"transponder_number":105788474,"flags":[]}]',
    );
  });

  it('writes no passings', () => {
    expect(written([])).toBe('[]');
  });

  it.each<[Partial<Passing>, string[]]>([
    [{ decoderFlags: 0x0000 }, []],
    [{ decoderFlags: 0x0001 }, ['low_battery']],
    [{ decoderFlags: 0x0002 }, ['decoder_flag_1']],
    [{ decoderFlags: 0x8005 }, ['low_battery', 'decoder_flag_2', 'decoder_flag_15']],
    [{ transponderId: '9990' }, ['input']],
    [{ timeSource: 'utc' }, ['utc_time']],
    [
      { timeSource: 'received', transponderId: '9999', decoderFlags: 1 },
      ['low_battery', 'input', 'time_from_receipt'],
    ],
  ])('flags %j as %j', (given, flags) => {
    expect(rowOf(given).flags).toEqual(flags);
  });

  it('reads back as what went in, whatever the texts and numbers', () => {
    const optional = (max: number) => fc.option(fc.integer({ min: 0, max }));
    const arbitrary = fc.record({
      transponderId: fc.option(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('FL-94890', '12345678')),
      ),
      decoderId: fc.string({ unit: 'binary' }),
      loopId: fc.nat(),
      passingNumber: optional(0xffff_ffff),
      timeUs: fc.maxSafeNat(),
      receivedAtMs: fc.maxSafeNat(),
      strength: optional(0xffff),
      hits: optional(0xffff),
      batteryVoltageV: fc.option(fc.integer({ min: 0, max: 255 }).map((tenths) => tenths / 10)),
    });
    fc.assert(
      fc.property(arbitrary, (given) => {
        expect(rowOf(given)).toEqual({
          transponderid: given.transponderId,
          rtc_time: Math.floor(given.timeUs / 1000),
          decoder_id: given.decoderId,
          signal_strength: given.strength,
          battery_voltage: given.batteryVoltageV,
          hits: given.hits,
          loop_id: given.loopId,
          passing_number: given.passingNumber,
          rtc_time_us: String(given.timeUs),
          received_at: given.receivedAtMs,
          transponder_number:
            given.transponderId === null ? null : (transponderNumberOf(given.transponderId) ?? null),
          flags: rowOf(given).flags,
        });
      }),
    );
  });
});
