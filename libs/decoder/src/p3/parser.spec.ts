import { formatDecoderId } from '../report.js';
import { ambCrc } from './crc.js';
import { ASK, encodeRecord } from './encode-record.js';
import { type P3Event, P3Parser, type RejectReason } from './parser.js';
import { p3Requests } from './requests.js';
import { EOR, ESC, MAX_FRAME_BYTES, SOR } from './wire.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const bytes = (text: string): Buffer => Buffer.from(text, 'hex');
const all = (wire: Uint8Array): P3Event[] => {
  const parser = new P3Parser();
  return [...parser.push(wire), ...parser.end()];
};
const ping = encodeRecord('PING', {}, { version: 2 });

describe('requests', () => {
  it.each([
    ['VERSION', p3Requests.version(), '8E001900A53900000300010002000300040008000A000C008F'],
    ['GET_TIME', p3Requests.getTime(), '8E0011008CB8000024000100040005008F'],
    ['STATUS', p3Requests.status(), '8E001700E78DAF000002000100060007000A000B000C008F'],
    [
      'RESEND',
      p3Requests.resend(8850, 8860, 0xc00d0),
      '8E001D00BBDA0000040001049222000002049C2200008104D0000C008F',
    ],
    ['AUXILIARY_SETTINGS', p3Requests.auxiliarySettings(), '8E001500338000001200010002000300040005008F'],
    ['TIMELINE', p3Requests.timeline(), '8E001700A7F600004A000100020003000400050006008F'],
    ['PING', p3Requests.ping(), '8E000B000877000020008F'],
    ['SESSION', p3Requests.session(), '8E00130011CA0000150001000200030004008F'],
    [
      'NETWORK_SETTINGS',
      p3Requests.networkSettings(),
      '8E001F00C57700001600020003000400050006000700080009000A000E008F',
    ],
    ['SIGNALS', p3Requests.signals(), '8E000B00A5A600002D008F'],
    ['GPS_INFO', p3Requests.gpsInfo(), '8E000B003965000030008F'],
  ])('%s is what decoders are asked, bit for bit', (_, request, expected) => {
    expect(hex(request)).toBe(expected);
  });

  it('carry the number that their answer shall carry', () => {
    const asked = Object.entries(p3Requests).map(([name, ask]): [string, P3Event[]] => [
      name,
      all(name === 'resend' ? p3Requests.resend(1, 2, undefined, 77) : (ask as typeof p3Requests.ping)(77)),
    ]);
    for (const [name, events] of asked)
      expect([name, events]).toMatchObject([name, [{ record: { fields: { requestId: 77 } } }]]);
  });

  it('can be read by who does not check LENGTH, since real clients send none', () => {
    const withoutLength = bytes('8E0000005BEB000024000100040005008F');
    expect(new P3Parser().push(withoutLength)).toMatchObject([{ kind: 'rejected', reason: 'bad_length' }]);
    expect(new P3Parser({ checkLength: false }).push(withoutLength)).toMatchObject([
      { record: { type: 'GET_TIME', asked: ['rtcTimeUs', 'flags', 'utcTimeUs'] } },
    ]);
  });
});

describe(P3Parser.name, () => {
  it('decodes a passing by name and unit', () => {
    const wire = encodeRecord(
      'PASSING',
      {
        passingNumber: 8859,
        transponder: 102758186,
        transponderCode: 'FL-94890',
        rtcTimeUs: 1_651_416_955_950_123,
        strength: 130,
        hits: 287,
        flags: 1,
        batteryVoltageV: 3.2,
        temperatureC: -12,
        decoderId: 0x000c00d0,
      },
      { version: 2 },
    );
    const [event] = new P3Parser().push(wire);
    expect(event).toMatchObject({
      kind: 'record',
      record: {
        type: 'PASSING',
        tor: 1,
        version: 2,
        fields: {
          passingNumber: 8859,
          transponder: 102758186,
          transponderCode: 'FL-94890',
          rtcTimeUs: 1_651_416_955_950_123,
          strength: 130,
          hits: 287,
          flags: 1,
          batteryVoltageV: 3.2,
          temperatureC: -12,
          decoderId: 0x000c00d0,
          utcTimeUs: undefined,
        },
      },
    });
  });

  it('takes the CRC 0000 for a CRC like any other', () => {
    const candidates = Array.from({ length: 0x10000 }, (_, noise) =>
      encodeRecord('STATUS', { noise }, { version: 2 }),
    );
    const zero = candidates.find((wire) => wire[4] === 0 && wire[5] === 0);
    expect(zero).toBeDefined();
    expect(new P3Parser().push(zero ?? ping)).toMatchObject([{ kind: 'record' }]);
  });

  it('keeps unknown types and fields raw and counts them', () => {
    const parser = new P3Parser();
    const events = parser.push(
      encodeRecord(
        'UNKNOWN',
        { decoderId: 7 },
        { tor: 0x7777, version: 2, raw: [{ id: 0x55, bytes: bytes('8E8F8D') }] },
      ),
    );
    expect(events).toMatchObject([
      { record: { type: 'UNKNOWN', tor: 0x7777, fields: { decoderId: 7 }, raw: [{ id: 0x55 }] } },
    ]);
    expect(parser.counters).toMatchObject({ unknownTypes: 1, unknownFields: 1 });
  });

  it('keeps raw what cannot be a value: too many bytes, a second copy, a time beyond exact numbers', () => {
    const raw = [
      { id: 0x01, bytes: bytes('0102030405') },
      { id: 0x05, bytes: bytes('0100') },
      { id: 0x05, bytes: bytes('0200') },
      { id: 0x04, bytes: bytes('FFFFFFFFFFFFFFFF') },
    ];
    const [event] = new P3Parser().push(encodeRecord('PASSING', {}, { version: 2, raw }));
    expect(event).toMatchObject({
      record: {
        fields: { passingNumber: undefined, strength: 1, rtcTimeUs: undefined },
        raw: [raw[0], raw[2], raw[3]].map((field) => ({
          ...field,
          bytes: Uint8Array.from(field?.bytes ?? []),
        })),
      },
    });
  });

  it('counts what it took, and of it what is unknown alone', () => {
    const parser = new P3Parser();
    const [one, other] = [ping, encodeRecord('PASSING', { hits: 1 }, { version: 2 })];
    parser.push(Buffer.concat([one, other, bytes('00'), one]));
    expect(parser.counters).toEqual({
      bytes: 2 * one.length + other.length + 1,
      records: 3,
      rejected: { junk: 1 },
      unknownTypes: 0,
      unknownFields: 0,
    });
  });

  it.each([
    ['PASSING', encodeRecord('PASSING', { hits: 1 })],
    ['PING', encodeRecord('PING')],
  ])('keeps the flags of the header: %s', (type, wire) => {
    const flagged = resealed(resealed(wire, 6, 0x01), 7, 0x02);
    expect(all(flagged)).toMatchObject([{ record: { type, headerFlags: 0x0201 } }]);
  });

  it.each(['rtcTimeUs', 'utcTimeUs', 'requestId'] as const)(
    'reads %s up to the last exact number',
    (name) => {
      const id = { rtcTimeUs: 0x04, utcTimeUs: 0x10, requestId: 0x85 }[name];
      const read = (value: string): P3Event[] =>
        all(encodeRecord('PASSING', {}, { version: 2, raw: [{ id, bytes: bytes(value) }] }));
      expect(read('FFFFFFFFFFFF1F00')).toMatchObject([
        { record: { fields: { [name]: 2 ** 53 - 1 }, raw: [] } },
      ]);
      for (const value of ['0000000000002000', '0000000000000001'])
        expect(read(value)).toMatchObject([{ record: { fields: { [name]: undefined }, raw: [{ id }] } }]);
      const twice = encodeRecord(
        'PASSING',
        {},
        { raw: ['01', '02'].map((first) => ({ id, bytes: bytes(`${first}${'00'.repeat(7)}`) })) },
      );
      expect(all(twice)).toMatchObject([{ record: { fields: { [name]: 1 }, raw: [{ id }] } }]);
    },
  );

  it('takes a code of eight characters once', () => {
    const code = (text: string): { id: number; bytes: Uint8Array } => ({
      id: 0x0a,
      bytes: Buffer.from(text),
    });
    expect(all(encodeRecord('PASSING', {}, { raw: [code('FL-94890'), code('XX-00000')] }))).toMatchObject([
      { record: { fields: { transponderCode: 'FL-94890' }, raw: [{ id: 0x0a }] } },
    ]);
  });

  it('takes an integer in fewer bytes', () => {
    const [event] = new P3Parser().push(
      encodeRecord('PASSING', {}, { raw: [{ id: 0x06, bytes: bytes('2A') }] }),
    );
    expect(event).toMatchObject({ record: { fields: { hits: 42 }, raw: [] } });
  });

  const sealed = encodeRecord('PASSING', { passingNumber: 5 }, { version: 2 });
  const withLength = Buffer.from(sealed);
  withLength[2] = 0x22;
  const withCrc = Buffer.from(sealed);
  withCrc[4] = (withCrc[4] ?? 0) ^ 1;
  const overrun = encodeRecord('PASSING', {}, { raw: [{ id: 1, bytes: bytes('05000000') }] });
  it.each<[RejectReason, Uint8Array]>([
    ['junk', bytes('0D0A8F00')],
    ['truncated', sealed.subarray(0, 12)],
    ['oversize', Buffer.concat([Buffer.of(SOR), Buffer.alloc(MAX_FRAME_BYTES - 1)])],
    ['dangling_escape', Buffer.of(SOR, 2, 0, ESC, EOR)],
    ['bad_escape', Buffer.of(SOR, 2, 0, ESC, 0x20, 0, 0, 0, 0, 0, 0, EOR)],
    ['too_short', Buffer.of(SOR, 2, 0, EOR)],
    ['bad_length', withLength],
    ['bad_crc', withCrc],
    ['tlv_overrun', resealed(overrun, 11, 0x20)],
    ['tlv_overrun', resealed(overrun, 11, 0x03)], // one byte is left, which is no field
  ])('rejects %s, keeps its bytes, and reads the next frame', (reason, bad) => {
    for (const pieces of [
      [Buffer.concat([bad, ping])],
      [...Buffer.concat([bad, ping])].map((byte) => Buffer.of(byte)),
    ]) {
      const parser = new P3Parser();
      const events = pieces.flatMap((piece) => parser.push(piece));
      expect(events).toMatchObject([
        { kind: 'rejected', reason },
        { kind: 'record', record: { type: 'PING' } },
      ]);
      expect(events[0]).toHaveProperty('bytes', Uint8Array.from(bad));
      expect(parser.counters.rejected).toEqual({ [reason]: 1 });
    }
  });

  it('keeps rejected bytes apart from the chunk that they came in', () => {
    const chunk = Buffer.concat([bytes('0D0A'), ping]);
    const [event] = new P3Parser().push(chunk);
    chunk.fill(0);
    expect(event).toEqual({ kind: 'rejected', reason: 'junk', bytes: Uint8Array.of(0x0d, 0x0a) });
  });

  it('reports what was left in the middle when the stream ends', () => {
    expect(all(sealed.subarray(0, 9))).toMatchObject([{ kind: 'rejected', reason: 'truncated' }]);
  });

  it('names the fields that a request asks for', () => {
    const [event] = new P3Parser().push(encodeRecord('STATUS', { noise: ASK, gps: 1 }));
    expect(event).toMatchObject({ record: { asked: ['noise'], fields: { gps: 1 } } });
  });
});

describe(formatDecoderId.name, () => {
  it('has eight digits', () => {
    expect([0xc00d0, 0xffffffff, 0].map(formatDecoderId)).toEqual(['000C00D0', 'FFFFFFFF', '00000000']);
  });
});

/** Returns the record with one byte of its body changed and its CRC made right again. */
function resealed(wire: Uint8Array, at: number, value: number): Uint8Array {
  const record = Buffer.from(wire);
  record[at] = value;
  record.writeUInt16LE(0, 4);
  record.writeUInt16LE(ambCrc(record), 4);
  return record;
}
