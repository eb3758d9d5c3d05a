import type { RefusalReport } from '../report.js';
import { P3_COMMANDS } from './commands.js';
import { encodeRecord } from './encode-record.js';
import { P3Parser } from './parser.js';
import { p3 } from './protocol.js';
import { RECORD_TYPES } from './record-types.js';
import { p3Requests } from './requests.js';

const { dialogue, framing } = p3;
if (dialogue === undefined || framing === undefined) throw new Error('P3 has both');
const REQUEST_ID = 77;

function refused(fields: RefusalReport['fields']): unknown {
  return dialogue?.refusalOf({ kind: 'refusal', fields } as RefusalReport);
}

describe('P3 as a protocol', () => {
  it('says how its decoders are reached and licensed', () => {
    expect(p3).toMatchObject({
      name: 'p3',
      kind: 'p3_decoder',
      transports: { tcp: { defaultPort: 5403 }, serial: { defaultBaud: 115_200 } },
    });
    expect(p3.createParser()).toBeInstanceOf(P3Parser);
    expect(p3.createParser()).not.toBe(p3.createParser());
  });

  it('asks each question by the type of the answer, and says what it is for', () => {
    const { signs, identity, time, session } = dialogue;
    expect(
      [...signs, identity, time, session].map((each) => [
        each?.type,
        each?.purpose,
        each?.encode(REQUEST_ID),
      ]),
    ).toEqual([
      ['PING', undefined, p3Requests.ping(REQUEST_ID)],
      ['STATUS', undefined, p3Requests.status(REQUEST_ID)],
      ['VERSION', undefined, p3Requests.version(REQUEST_ID)],
      ['GET_TIME', 'time', p3Requests.getTime(REQUEST_ID)],
      ['SESSION', 'session', p3Requests.session(REQUEST_ID)],
    ]);
  });

  it('has passings sent again, by a decoder that it names where its id on the wire is known', () => {
    const block = { from: 5, until: 9 };
    for (const [wireId, decoderId] of [
      [4711, 4711],
      ['4711', undefined],
      [undefined, undefined],
    ] as const) {
      const question = dialogue.resend?.(block, wireId);
      expect(question).toMatchObject({ type: 'RESEND', purpose: 'resend' });
      expect(question?.encode(REQUEST_ID)).toEqual(p3Requests.resend(5, 9, decoderId, REQUEST_ID));
    }
  });

  it('puts a refusal into words: its own, those of its code, or that there are none', () => {
    expect(refused({ errorCode: 4, description: 'not here' })).toEqual({
      words: 'not here (error 4)',
      isUnsupported: true,
    });
    expect(refused({ errorCode: 6 })).toEqual({ words: 'record too long (error 6)', isUnsupported: false });
    expect(refused({ errorCode: 99 })).toEqual({ words: 'no reason given (error 99)', isUnsupported: false });
    expect(refused({})).toEqual({
      words: 'no reason given (error without a code)',
      isUnsupported: false,
    });
  });

  it('finds where records begin', () => {
    const ping = [...encodeRecord('PING', {})];
    const bytes = Uint8Array.from([...ping, 0x0d, ...ping]);
    expect(framing.marks).toEqual([0x8e, 0x8f]);
    expect(framing.recordStarts(bytes)).toEqual([0, ping.length + 1]);
    expect(framing.recordStarts(Uint8Array.of(1, 2))).toEqual([]);
    expect(framing.hasRecord(bytes)).toBe(true);
    for (const version of [0, 2, 3]) expect(framing.hasRecord(Uint8Array.of(9, 0x8e, version))).toBe(true);
    // Text, and a beginning that has no second byte.
    for (const text of [[0x8e, 4], [0x8e, 0x41], [0x41, 0x8e], [0x41]])
      expect(framing.hasRecord(Uint8Array.from(text))).toBe(false);
    expect(framing.hasRecord(Uint8Array.of(0x8e, 0x41, 0x8e, 2))).toBe(true);
  });
});

describe('the questions that people can ask', () => {
  it('are those that change nothing, each under the code of its record, in words', () => {
    expect(P3_COMMANDS.map(({ name }) => name)).toEqual([
      'STATUS',
      'VERSION',
      'AUXILIARY_SETTINGS',
      'SESSION',
      'NETWORK_SETTINGS',
      'PING',
      'GET_TIME',
      'SIGNALS',
      'GPS_INFO',
      'TIMELINE',
    ]);
    for (const command of P3_COMMANDS) {
      const { name, code, kind, changesDecoder, question, description } = command;
      const { tor } = RECORD_TYPES[name as keyof typeof RECORD_TYPES];
      expect([code, kind, changesDecoder]).toEqual([tor.toString(16), 'question', false]);
      expect(question.type).toBe(name);
      expect(Buffer.from(question.encode(REQUEST_ID)).readUInt16LE(8)).toBe(tor);
      expect(description).toMatch(/^(Asks|Reads) .+\.$/);
    }
    expect(dialogue.commands).toBe(P3_COMMANDS);
  });
});
