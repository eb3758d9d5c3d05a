import { encodeRecord, type FieldsToSend } from './encode-record.js';
import { P3Parser } from './parser.js';
import { ERROR_CODES, RECORD_TYPES, type RecordTypeName } from './record-types.js';

/** Number of each type, and of each field a value with its bytes (id, length, value) (docs/protocols/p3.md, Records). */
const ON_THE_WIRE: Readonly<Record<string, Readonly<Record<string, readonly [unknown, string]>>>> = {
  'RESET 0000': {},
  'PASSING 0001': {
    passingNumber: [0x01020304, '01 04 04030201'],
    transponder: [102_758_186, '03 04 2AF71F06'],
    rtcTimeUs: [1_700_000_000_123_456, '04 08 40222018240A0600'],
    strength: [130, '05 02 8200'],
    hits: [258, '06 02 0201'],
    flags: [0x8001, '08 02 0180'],
    transponderCode: ['FL-94890', '0A 08 464C2D3934383930'],
    userFlag: [0x04030201, '0E 04 01020304'],
    driverId: [7, '0F 01 07'],
    utcTimeUs: [1_000_000, '10 08 40420F0000000000'],
    rtcId: [0x0a0b0c0d, '13 04 0D0C0B0A'],
    sport: [3, '14 01 03'],
    batteryVoltageV: [3.2, '30 01 20'],
    temperatureC: [-12, '31 01 58'],
  },
  'STATUS 0002': {
    noise: [61, '01 02 3D00'],
    gps: [1, '06 01 01'],
    temperatureC: [-2, '07 02 FEFF'],
    satellitesInUse: [9, '0A 01 09'],
    loopTriggers: [4, '0B 01 04'],
    inputVoltageV: [12.1, '0C 01 79'],
  },
  'VERSION 0003': {
    decoderType: [1, '01 01 01'],
    description: ['RC4', '02 03 524334'],
    version: ['2.1', '03 03 322E31'],
    releaseTimeS: [1, '04 04 01000000'],
    registration: [Uint8Array.of(1, 2), '08 02 0102'],
    buildNumber: [300, '0A 02 2C01'],
    options: [2, '0C 04 02000000'],
  },
  'RESEND 0004': { fromNumber: [8850, '01 04 92220000'], untilNumber: [8860, '02 04 9C220000'] },
  'CLEAR_PASSING 0005': {},
  'AUXILIARY_SETTINGS 0012': {
    field01: [Uint8Array.of(5), '01 01 05'],
    field02: [Uint8Array.of(5, 6), '02 02 0506'],
    holdOff03: [3, '03 04 03000000'],
    holdOff04: [4, '04 04 04000000'],
    holdOff05: [5, '05 04 05000000'],
  },
  'SERVER_SETTINGS 0013': {
    field01: [Uint8Array.of(1), '01 01 01'],
    field02: [Uint8Array.of(2), '02 01 02'],
    field03: [Uint8Array.of(3), '03 01 03'],
  },
  'SESSION 0015': {
    sessionNumber: [1, '01 04 01000000'],
    sessionTimeS: [2, '02 04 02000000'],
    firstNumber: [3, '03 04 03000000'],
    lastNumber: [4, '04 04 04000000'],
  },
  'NETWORK_SETTINGS 0016': {
    staticAddress: ['192.168.1.2', '02 04 0201A8C0'],
    staticMask: ['255.255.255.0', '03 04 00FFFFFF'],
    staticGateway: ['192.168.1.1', '04 04 0101A8C0'],
    dns: ['9.9.9.9', '05 04 09090909'],
    setting06: [1, '06 01 01'],
    setting07: [2, '07 01 02'],
    activeAddress: ['10.0.0.2', '08 04 0200000A'],
    activeMask: ['255.0.0.0', '09 04 000000FF'],
    activeGateway: ['10.0.0.1', '0A 04 0100000A'],
    activeDns: ['10.0.0.3', '0E 04 0300000A'],
  },
  'WATCHDOG 0018': {},
  'HELLO 001C': { nonce: [Uint8Array.of(9, 8), '01 02 0908'] },
  'PING 0020': {},
  'GET_TIME 0024': {
    rtcTimeUs: [1_000_000, '01 08 40420F0000000000'],
    flags: [1, '04 02 0100'],
    utcTimeUs: [2_000_000, '05 08 80841E0000000000'],
  },
  'GENERAL_SETTINGS 0028': {},
  'SIGNALS 002D': {},
  'LOOP_TRIGGER 002F': {},
  'GPS_INFO 0030': {},
  'DISCOVERY 0036': Object.fromEntries(
    ['01', '02', '03', '04', '05', '06', '07', '08', '09', '0A'].map((id) => [
      `field${id.toLowerCase()}`,
      [Uint8Array.of(1, 2, 3), `${id} 03 010203`],
    ]),
  ),
  'FIRST_CONTACT 0045': {},
  'TIMELINE 004A': {
    name: ['Start', '01 05 5374617274'],
    field02: [2, '02 04 02000000'],
    field03: [3, '03 04 03000000'],
    field04: [4, '04 04 04000000'],
    field05: [Uint8Array.of(5), '05 01 05'],
    field06: [Uint8Array.of(6), '06 01 06'],
  },
  'ERROR FFFF': { errorCode: [1, '01 02 0100'], description: ['bad', '02 03 626164'] },
};

const GENERAL: Readonly<Record<string, readonly [unknown, string]>> = {
  decoderId: [0x000c00d0, '81 04 D0000C00'],
  controllerId: [1, '83 04 01000000'],
  requestId: [2, '85 08 0200000000000000'],
};

const cases = Object.entries(ON_THE_WIRE).map(([each, own]) => {
  const [name = '', tor = ''] = each.split(' ');
  return { name: name as RecordTypeName, tor: Number(`0x${tor}`), fields: { ...own, ...GENERAL } };
});

describe('record types', () => {
  it('are all there', () => {
    expect(Object.keys(RECORD_TYPES)).toEqual([...cases.map(({ name }) => name), 'UNKNOWN']);
  });

  it.each(cases)('$name has its fields on the wire, each in its bytes', ({ name, tor, fields }) => {
    const values = Object.fromEntries(Object.entries(fields).map(([field, [value]]) => [field, value]));
    const [event] = new P3Parser().push(
      encodeRecord(name, values as FieldsToSend<typeof name>, { version: 2 }),
    );
    expect(event).toMatchObject({
      record: { type: name, tor, version: 2, fields: values, asked: [], raw: [] },
    });
    for (const [field, [value, bytes]] of Object.entries(fields)) {
      const wire = encodeRecord('UNKNOWN', {}, { tor, raw: [rawOf(bytes)] });
      expect(encodeRecord(name, { [field]: value })).toEqual(wire);
      expect(new P3Parser().push(wire)).toMatchObject([
        { record: { type: name, fields: { [field]: value } } },
      ]);
    }
  });

  it('say what their values count, for people', () => {
    const units = Object.entries(RECORD_TYPES).flatMap(([type, { fields }]) =>
      Object.entries(fields).flatMap(([name, { unit }]) =>
        unit === undefined ? [] : `${type}.${name} ${unit}`,
      ),
    );
    expect(units).toEqual([
      'PASSING.rtcTimeUs us',
      'PASSING.utcTimeUs us',
      'PASSING.batteryVoltageV V',
      'PASSING.temperatureC deg C',
      'STATUS.temperatureC deg C',
      'STATUS.inputVoltageV V',
      'VERSION.releaseTimeS s',
      'SESSION.sessionTimeS s',
      'GET_TIME.rtcTimeUs us',
      'GET_TIME.utcTimeUs us',
    ]);
  });

  it('say how many bytes their values take, where that is always the same', () => {
    for (const { name, fields } of cases) {
      const table: Readonly<Record<string, { readonly size: number | undefined }>> =
        RECORD_TYPES[name].fields;
      for (const [field, [value, bytes]] of Object.entries(fields)) {
        const isOpen =
          value instanceof Uint8Array || (typeof value === 'string' && !/^\d+(\.\d+){3}$/.test(value));
        expect([field, table[field]?.size]).toEqual([field, isOpen ? undefined : rawOf(bytes).bytes.length]);
      }
    }
  });

  it('have the codes of errors', () => {
    expect(ERROR_CODES).toEqual({
      1: 'CRC error',
      2: 'start of record missing',
      3: 'header corrupt',
      4: 'type of record unknown',
      5: 'parameters missing',
      6: 'record too long',
    });
  });
});

function rawOf(text: string): { id: number; bytes: Uint8Array } {
  const [id = 0, length, ...bytes] = Buffer.from(text.replaceAll(' ', ''), 'hex');
  expect(length).toBe(bytes.length);
  return { id, bytes: Uint8Array.from(bytes) };
}
