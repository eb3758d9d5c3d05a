import {
  celsiusPlus100,
  code,
  type Field,
  type FieldValue,
  i16,
  ipv4,
  opaque,
  text,
  u16,
  u32,
  u64,
  u8,
  volts,
} from './field.js';

/** Fields that may stand in any record (docs/protocols/p3.md). */
export const GENERAL_FIELDS = {
  decoderId: u32(0x81),
  controllerId: u32(0x83),
  /** Echoed from a request to its answer. */
  requestId: u64(0x85),
};

/**
 * Every known record type and field of P3, by type of record (TOR): the one table behind decoding, encoding, the
 * simulator and the documentation. Order of fields is the order of their ids.
 */
export const RECORD_TYPES = {
  RESET: record(0x0000, {}),
  PASSING: record(0x0001, {
    passingNumber: u32(0x01),
    transponder: u32(0x03),
    rtcTimeUs: u64(0x04, 'us'),
    strength: u16(0x05),
    hits: u16(0x06),
    flags: u16(0x08),
    transponderCode: code(0x0a),
    userFlag: u32(0x0e),
    driverId: u8(0x0f),
    utcTimeUs: u64(0x10, 'us'),
    rtcId: u32(0x13),
    sport: u8(0x14),
    batteryVoltageV: volts(0x30),
    temperatureC: celsiusPlus100(0x31),
  }),
  STATUS: record(0x0002, {
    noise: u16(0x01),
    gps: u8(0x06),
    temperatureC: i16(0x07, 'deg C'),
    satellitesInUse: u8(0x0a),
    loopTriggers: u8(0x0b),
    inputVoltageV: volts(0x0c),
  }),
  VERSION: record(0x0003, {
    decoderType: u8(0x01),
    description: text(0x02),
    version: text(0x03),
    releaseTimeS: u32(0x04, 's'),
    registration: opaque(0x08),
    buildNumber: u16(0x0a),
    options: u32(0x0c),
  }),
  RESEND: record(0x0004, { fromNumber: u32(0x01), untilNumber: u32(0x02) }),
  CLEAR_PASSING: record(0x0005, {}),
  AUXILIARY_SETTINGS: record(0x0012, {
    field01: opaque(0x01),
    field02: opaque(0x02),
    holdOff03: u32(0x03),
    holdOff04: u32(0x04),
    holdOff05: u32(0x05),
  }),
  SERVER_SETTINGS: record(0x0013, { field01: opaque(0x01), field02: opaque(0x02), field03: opaque(0x03) }),
  SESSION: record(0x0015, {
    sessionNumber: u32(0x01),
    sessionTimeS: u32(0x02, 's'),
    firstNumber: u32(0x03),
    lastNumber: u32(0x04),
  }),
  NETWORK_SETTINGS: record(0x0016, {
    staticAddress: ipv4(0x02),
    staticMask: ipv4(0x03),
    staticGateway: ipv4(0x04),
    dns: ipv4(0x05),
    setting06: u8(0x06),
    setting07: u8(0x07),
    activeAddress: ipv4(0x08),
    activeMask: ipv4(0x09),
    activeGateway: ipv4(0x0a),
    activeDns: ipv4(0x0e),
  }),
  WATCHDOG: record(0x0018, {}),
  /** Sent once at connect by newer decoders; probably a nonce. Kept, never answered. */
  HELLO: record(0x001c, { nonce: opaque(0x01) }),
  PING: record(0x0020, {}),
  GET_TIME: record(0x0024, { rtcTimeUs: u64(0x01, 'us'), flags: u16(0x04), utcTimeUs: u64(0x05, 'us') }),
  /** Field ids of this and the next types are in no public source: all of their fields are kept raw. */
  GENERAL_SETTINGS: record(0x0028, {}),
  SIGNALS: record(0x002d, {}),
  LOOP_TRIGGER: record(0x002f, {}),
  GPS_INFO: record(0x0030, {}),
  DISCOVERY: record(0x0036, {
    field01: opaque(0x01),
    field02: opaque(0x02),
    field03: opaque(0x03),
    field04: opaque(0x04),
    field05: opaque(0x05),
    field06: opaque(0x06),
    field07: opaque(0x07),
    field08: opaque(0x08),
    field09: opaque(0x09),
    field0a: opaque(0x0a),
  }),
  FIRST_CONTACT: record(0x0045, {}),
  TIMELINE: record(0x004a, {
    name: text(0x01),
    field02: u32(0x02),
    field03: u32(0x03),
    field04: u32(0x04),
    field05: opaque(0x05),
    field06: opaque(0x06),
  }),
  ERROR: record(0xffff, { errorCode: u16(0x01), description: text(0x02) }),
  /** A type outside the table: only the general fields are named, the rest is raw. */
  UNKNOWN: record(-1, {}),
};

/** Records with a meaning that all protocols share. */
const KINDS = {
  PASSING: 'passing',
  STATUS: 'status',
  VERSION: 'identity',
  SESSION: 'session',
  GET_TIME: 'time',
  ERROR: 'refusal',
} as const;

export type KindOf<Name extends RecordTypeName> = Name extends keyof typeof KINDS
  ? (typeof KINDS)[Name]
  : 'other';

export function kindOf(type: RecordTypeName): KindOf<RecordTypeName> {
  return type in KINDS ? KINDS[type as keyof typeof KINDS] : 'other';
}

/** Meaning of an ERROR record's `errorCode`. */
export const ERROR_CODES: Readonly<Record<number, string>> = {
  1: 'CRC error',
  2: 'start of record missing',
  3: 'header corrupt',
  4: 'type of record unknown',
  5: 'parameters missing',
  6: 'record too long',
};

export interface RecordType<Fields extends FieldTable = FieldTable> {
  readonly tor: number;
  readonly fields: Fields & typeof GENERAL_FIELDS;
}
export type FieldTable = Readonly<Record<string, Field<number> | Field<string> | Field<Uint8Array>>>;
export type RecordTypeName = keyof typeof RECORD_TYPES;

type ValueOf<F> = F extends Field<infer Value extends FieldValue> ? Value : never;
/** The fields of a record type; undefined where the record did not have it. */
export type FieldsOf<Name extends RecordTypeName> = {
  readonly [Key in keyof (typeof RECORD_TYPES)[Name]['fields']]:
    ValueOf<(typeof RECORD_TYPES)[Name]['fields'][Key]> | undefined;
};

function record<Fields extends FieldTable>(tor: number, fields: Fields): RecordType<Fields> {
  return { tor, fields: { ...fields, ...GENERAL_FIELDS } };
}
