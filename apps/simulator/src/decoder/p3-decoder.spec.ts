import { ASK, encodeRecord, type P3Record, p3Requests } from '#p3';
import { connected, detection, Listener, NOON_US, numbersOf, SetClock } from '../testing/listener.js';
import { NO_FAILINGS } from './failings.js';
import { P3Decoder } from './p3-decoder.js';

describe('P3Decoder', () => {
  it('should push a passing in the form of the RC decoders: 51 bytes, version 2, fields 01 03 04 05 06 08 81', () => {
    const decoder = new P3Decoder(new SetClock(), { decoderId: 0x0002_0102 });
    const { line } = connected(decoder);
    decoder.report({ ...detection(NOON_US + 1_234_567), transponder: 0x0102_0304 });
    const [frame] = line.frames;
    expect(frame?.slice(0, 4)).toEqual(Uint8Array.of(0x8e, 2, 51, 0));
    const [record] = line.heard();
    expect(record?.fields).toMatchObject({
      passingNumber: 1,
      transponder: 0x0102_0304,
      rtcTimeUs: NOON_US + 1_234_000,
      strength: 120,
      hits: 30,
      flags: 0,
      decoderId: 0x0002_0102,
    });
    const ids = [10, 16, 22, 32, 36, 40, 44].map((at) => frame?.[at + extraEscapes(frame, at)]);
    expect(ids).toEqual([0x01, 0x03, 0x04, 0x05, 0x06, 0x08, 0x81]);
  });

  it('should send a passing of an input without strength and hits, and a low battery as flag 0', () => {
    const decoder = new P3Decoder(new SetClock());
    const { line } = connected(decoder);
    decoder.report({ timeUs: NOON_US, transponder: 9991 });
    decoder.report({ ...detection(), lowBattery: true, batteryVoltageV: 3.1, temperatureC: 25 });
    const [input, rider] = line.heard();
    expect(input?.fields).toMatchObject({ transponder: 9991, strength: undefined, hits: undefined });
    expect(rider?.fields).toMatchObject({ flags: 1, batteryVoltageV: 3.1, temperatureC: 25 });
  });

  it('should number from its start number in its step and tell every client', () => {
    const decoder = new P3Decoder(new SetClock(), { startNumber: 8841, numberStep: 2 });
    const clients = [connected(decoder), connected(decoder)];
    for (let passing = 0; passing < 3; passing++) decoder.report(detection());
    for (const { line } of clients) expect(numbersOf(line.heard())).toEqual([8841, 8843, 8845]);
  });

  it('should serve four clients, refuse the fifth, and have room again when one leaves', () => {
    const decoder = new P3Decoder(new SetClock());
    const first = connected(decoder);
    for (let client = 2; client <= 4; client++) connected(decoder);
    expect(decoder.connect(new Listener())).toBeUndefined();
    first.connection.closed();
    expect(decoder.connect(new Listener())).toBeDefined();
    decoder.report(detection());
    expect(first.line.heard()).toEqual([]);
  });

  it('should keep a passing that it holds back, and bring it on RESEND', () => {
    const held = [false, true, false];
    const decoder = new P3Decoder(
      new SetClock(),
      {},
      {
        ...NO_FAILINGS,
        holdsBack: () => held.shift() ?? false,
      },
    );
    const { line, connection } = connected(decoder);
    for (let passing = 0; passing < 3; passing++) decoder.report(detection());
    expect(numbersOf(line.heard())).toEqual([1, 3]);
    expect(decoder.ledger.all().map(({ pushed }) => pushed)).toEqual([true, false, true]);
    connection.receive(p3Requests.resend(2, 2));
    expect(numbersOf(line.heard())).toEqual([2]);
  });

  it('should answer RESEND with an acknowledge clamped to its last number, then both ends and all between', () => {
    const decoder = new P3Decoder(new SetClock());
    const { line, connection } = connected(decoder);
    const other = connected(decoder);
    for (let passing = 0; passing < 5; passing++) decoder.report(detection(NOON_US + passing * 1000));
    const pushed = line.heard();
    other.line.heard();

    connection.receive(p3Requests.resend(2, 4, undefined, 77));
    const [acknowledge, ...resent] = line.heard();
    expect(acknowledge).toMatchObject({
      type: 'RESEND',
      fields: { fromNumber: 2, untilNumber: 4, requestId: 77 },
    });
    expect(resent).toEqual(pushed.slice(1, 4));
    expect(other.line.heard()).toEqual([]);

    connection.receive(p3Requests.resend(4, 4_000_000_000));
    const [clamped, ...rest] = line.heard();
    expect(clamped?.fields).toMatchObject({ fromNumber: 4, untilNumber: 5 });
    expect(numbersOf(rest)).toEqual([4, 5]);

    connection.receive(p3Requests.resend(6, 9));
    const beyond = line.heard();
    expect(beyond).toHaveLength(1);
    expect(beyond[0]?.fields).toMatchObject({ fromNumber: 5, untilNumber: 5 });
  });

  it('should answer SESSION with the bounds of what it keeps, and count sessions at a restart', () => {
    const decoder = new P3Decoder(new SetClock(), { keptPassings: 3, decoderId: 5 });
    const { line, connection } = connected(decoder);
    const session = (): P3Record['fields'] | undefined => {
      line.heard();
      connection.receive(p3Requests.session(9));
      return line.heard()[0]?.fields;
    };
    expect(session()).toMatchObject({ sessionNumber: 1, firstNumber: 1, lastNumber: 0 });
    for (let passing = 0; passing < 5; passing++) decoder.report(detection());
    expect(session()).toMatchObject({ firstNumber: 3, lastNumber: 5, requestId: 9, decoderId: 5 });
    decoder.restart(100);
    expect(session()).toMatchObject({ sessionNumber: 2, firstNumber: 100, lastNumber: 99 });
    expect(decoder.report(detection())).toMatchObject({ epoch: 2, passingNumber: 100 });
    connection.receive(p3Requests.resend(1, 1000));
    expect(numbersOf(line.heard())).toEqual([100, 100]);
  });

  it('should tell its own clock and UTC on GET_TIME, offset and jump included', () => {
    const clock = new SetClock();
    const decoder = new P3Decoder(clock, { clockOffsetMs: 3_600_000 });
    const { line, connection } = connected(decoder);
    connection.receive(p3Requests.getTime(1));
    decoder.jumpClock(-500);
    connection.receive(encodeRecord('GET_TIME', { rtcTimeUs: ASK }));
    const [all, rtcOnly] = line.heard();
    expect(all?.fields).toMatchObject({
      rtcTimeUs: NOON_US + 3_600_000_000,
      utcTimeUs: NOON_US,
      requestId: 1,
    });
    expect(rtcOnly?.fields).toMatchObject({ rtcTimeUs: NOON_US + 3_599_500_000, utcTimeUs: undefined });
  });

  it('should push STATUS as an RC decoder does, and answer STATUS, VERSION and PING', () => {
    const decoder = new P3Decoder(new SetClock());
    const { line, connection } = connected(decoder);
    decoder.pushStatus();
    expect(line.frames[0]?.slice(0, 4)).toEqual(Uint8Array.of(0x8e, 2, 31, 0));
    connection.receive(p3Requests.status(2));
    connection.receive(p3Requests.version(3));
    connection.receive(p3Requests.ping(4));
    const [pushed, status, version, ping] = line.heard();
    expect(pushed).toMatchObject({ type: 'STATUS', fields: { temperatureC: 24, gps: 0, inputVoltageV: 12 } });
    expect(status).toMatchObject({ type: 'STATUS', fields: { requestId: 2 } });
    expect(version).toMatchObject({ type: 'VERSION', fields: { decoderType: 0x10, requestId: 3 } });
    expect(ping).toMatchObject({ type: 'PING', fields: { requestId: 4, decoderId: decoder.decoderId } });
  });

  it('should answer what is asked of its settings, and count what it was asked', () => {
    const decoder = new P3Decoder(new SetClock());
    const { line, connection } = connected(decoder);
    connection.receive(p3Requests.auxiliarySettings(5));
    connection.receive(p3Requests.networkSettings(6));
    connection.receive(p3Requests.timeline(7));
    connection.receive(p3Requests.timeline(8));
    const [auxiliary, network, timeline] = line.heard();
    expect(auxiliary?.fields).toMatchObject({ field01: undefined, holdOff03: 40, requestId: 5 });
    expect(network?.fields).toMatchObject({
      activeAddress: '192.0.2.10',
      activeDns: undefined,
      requestId: 6,
    });
    expect(timeline?.fields).toMatchObject({ name: 'Finish', field02: 0x0401, requestId: 7 });
    expect(Object.fromEntries(decoder.asked)).toEqual({
      AUXILIARY_SETTINGS: 1,
      NETWORK_SETTINGS: 1,
      TIMELINE: 2,
    });
  });

  it('should answer a request whose LENGTH is wrong, as real decoders do', () => {
    const { line, connection } = connected(new P3Decoder(new SetClock()));
    // GET_TIME as a client in the field sends it: LENGTH 0.
    connection.receive(Buffer.from('8E0000005BEB000024000100040005008F', 'hex'));
    expect(line.heard()).toMatchObject([{ type: 'GET_TIME', fields: { rtcTimeUs: NOON_US } }]);
  });

  it('should answer ERROR to an unknown type, to a bad CRC and to a RESEND without numbers', () => {
    const { line, connection } = connected(new P3Decoder(new SetClock()));
    const ping = p3Requests.ping();
    const badCrc = ping.slice();
    badCrc[4] = (ping[4] ?? 0) ^ 1;
    connection.receive(encodeRecord('UNKNOWN', { requestId: 12 }, { tor: 0x0777 }));
    connection.receive(badCrc);
    connection.receive(encodeRecord('RESEND', { fromNumber: 1 }));
    const errors = line.heard();
    expect(errors.map(({ type }) => type)).toEqual(['ERROR', 'ERROR', 'ERROR']);
    expect(errors.map(({ fields }) => ('errorCode' in fields ? fields.errorCode : 0))).toEqual([4, 1, 5]);
    expect(errors[0]?.fields).toMatchObject({ requestId: 12, description: 'type of record unknown' });
  });

  it('should greet with HELLO first where it is of the newer kind', () => {
    const decoder = new P3Decoder(new SetClock(), { hello: true });
    expect(connected(decoder).line.heard()).toMatchObject([{ type: 'HELLO', version: 2 }]);
  });
});

/** Counts escapes before the given unescaped offset. */
function extraEscapes(frame: Uint8Array, offset: number): number {
  let escapes = 0;
  for (let at = 0; at < offset + escapes; at++) if (frame[at] === 0x8d) escapes++;
  return escapes;
}
