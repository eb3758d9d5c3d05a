import { encodeRecord, P3Parser } from '#p3';
import { viewOfRecord } from './record-view.js';

function viewOf(wire: Uint8Array): unknown {
  const [event] = new P3Parser().push(wire);
  if (event?.kind !== 'record') throw new Error('no record');
  return viewOfRecord(event.record);
}

describe(viewOfRecord.name, () => {
  it('has what was reported under the names of the API, and nothing else', () => {
    const time = encodeRecord('GET_TIME', {
      rtcTimeUs: 1_700_000_000_123_456,
      flags: 0,
      decoderId: 0x20f93,
      requestId: 9,
    });
    expect(viewOf(time)).toEqual({
      record: 'GET_TIME',
      fields: { rtc_time_us: '1700000000123456', flags: 0, decoder_id: '00020F93' },
    });
    expect(viewOf(encodeRecord('PING'))).toEqual({ record: 'PING', fields: {} });
  });

  it('shows bytes of which nothing more is known', () => {
    const gps = encodeRecord('GPS_INFO', {}, { raw: [{ id: 3, bytes: Uint8Array.of(0x8e, 1) }] });
    expect(viewOf(gps)).toEqual({ record: 'GPS_INFO', fields: {}, raw: { '03': '8e01' } });
    const version = encodeRecord('VERSION', { registration: Uint8Array.of(1, 255) });
    expect(viewOf(version)).toEqual({ record: 'VERSION', fields: { registration: '01ff' } });
  });
});
