import { encodeRecord, type FieldsToSend, P3Parser, type P3RecordOf } from '#p3';
import { passingOfRecord } from './passing-of-record.js';

const origin = {
  decoderId: 'finish',
  loopId: 2,
  clock: 'auto',
  dating: { offsetUs: -7_200_000_000, isDoubtful: false, alternativeOffsetUs: undefined, isEstimated: false },
  receivedAtUs: 1_700_000_000_000_500,
} as const;
const RTC_US = 1_700_007_200_000_000;

const CODE_ID = 0x0a;

function passing(fields: FieldsToSend<'PASSING'>, sentCode?: Uint8Array): P3RecordOf<'PASSING'> {
  const raw = sentCode === undefined ? [] : [{ id: CODE_ID, bytes: sentCode }];
  const [event] = new P3Parser().push(encodeRecord('PASSING', fields, { version: 2, raw }));
  if (event?.kind !== 'record' || event.record.type !== 'PASSING') throw new Error('no passing');
  return event.record;
}

describe(passingOfRecord.name, () => {
  it('has null for everything that was not reported', () => {
    expect(passingOfRecord(passing({}), origin)).toEqual({
      decoderId: 'finish',
      loopId: 2,
      passingNumber: null,
      transponderId: null,
      timeUs: 1_700_000_000_000_500,
      timeSource: 'received',
      isTimeDoubtful: false,
      alternativeTimeUs: null,
      rtcTimeUs: null,
      clockOffsetUs: 0,
      receivedAtMs: 1_700_000_000_000,
      strength: null,
      hits: null,
      batteryVoltageV: null,
      decoderFlags: null,
      isNumberDoubtful: false,
    });
  });

  it('takes the number, else the code, and prints both alike', () => {
    expect(passingOfRecord(passing({ transponder: 102758186 }), origin).transponderId).toBe('FL-94890');
    expect(passingOfRecord(passing({ transponderCode: 'FL-94890' }), origin).transponderId).toBe('FL-94890');
    expect(passingOfRecord(passing({ transponder: 9992 }), origin).transponderId).toBe('9992');
  });

  it.each([
    ['with NULs', 'FL-94890\0\0'],
    ['with blanks', '  FL-94890 '],
    ['with what is behind a NUL', 'FL-94890\0\x8ex'],
    ['in small letters', 'fl-94890'],
    ['as a number of fixed width', '0102758186\0\0'],
  ])('has one identity for a code that is padded %s', (_, sent) => {
    const { transponderId } = passingOfRecord(passing({}, Buffer.from(sent, 'latin1')), origin);
    expect(transponderId).toBe('FL-94890');
  });

  it.each([
    ['eight NULs', Buffer.alloc(8)],
    ['eight blanks', Buffer.alloc(8, ' ')],
    ['bytes that no code has', Buffer.from('8e8f8d0102030405', 'hex')],
  ])('has no transponder for %s, and keeps them raw', (_, sent) => {
    const record = passing({ passingNumber: 5 }, sent);
    expect(passingOfRecord(record, origin)).toMatchObject({ passingNumber: 5, transponderId: null });
    expect(record.raw).toEqual([{ id: CODE_ID, bytes: Uint8Array.from(sent) }]);
  });

  it('adds the offset of the clock to the RTC and keeps the RTC', () => {
    expect(passingOfRecord(passing({ rtcTimeUs: RTC_US }), origin)).toMatchObject({
      timeUs: RTC_US - 7_200_000_000,
      timeSource: 'rtc',
      rtcTimeUs: RTC_US,
      clockOffsetUs: -7_200_000_000,
    });
  });

  it('prefers the UTC that the decoder reports', () => {
    expect(
      passingOfRecord(passing({ rtcTimeUs: RTC_US, utcTimeUs: 1_700_000_000_123_456 }), origin),
    ).toMatchObject({
      timeUs: 1_700_000_000_123_456,
      timeSource: 'utc',
      rtcTimeUs: RTC_US,
      clockOffsetUs: 0,
    });
  });

  it('takes no UTC of the decoder with clock=rtc', () => {
    const both = passing({ rtcTimeUs: RTC_US, utcTimeUs: 5 });
    const dating = { ...origin.dating, offsetUs: 0 };
    expect(passingOfRecord(both, { ...origin, clock: 'rtc', dating })).toMatchObject({
      timeUs: RTC_US,
      clockOffsetUs: 0,
    });
  });

  it('is placed by receipt where its clock is of no use, and keeps the RTC', () => {
    const given = passing({ rtcTimeUs: RTC_US });
    expect(passingOfRecord(given, { ...origin, dating: undefined })).toMatchObject({
      timeUs: Math.floor(origin.receivedAtUs),
      timeSource: 'received',
      rtcTimeUs: RTC_US,
    });
    const dating = { ...origin.dating, isEstimated: true };
    expect(passingOfRecord(given, { ...origin, dating })).toMatchObject({
      timeUs: RTC_US - 7_200_000_000,
      timeSource: 'estimated',
      rtcTimeUs: RTC_US,
    });
  });

  it('has both times where it cannot be told which is right', () => {
    const dating = { ...origin.dating, isDoubtful: true, alternativeOffsetUs: -3_600_000_000 };
    expect(passingOfRecord(passing({ rtcTimeUs: RTC_US }), { ...origin, dating })).toMatchObject({
      timeUs: RTC_US - 7_200_000_000,
      isTimeDoubtful: true,
      alternativeTimeUs: RTC_US - 3_600_000_000,
    });
  });

  it('never gives a time before 1970: a clock that was never set is told by receipt', () => {
    expect(passingOfRecord(passing({ rtcTimeUs: 2_842_800_000 }), origin)).toMatchObject({
      timeSource: 'received',
      rtcTimeUs: 2_842_800_000,
    });
  });
});
