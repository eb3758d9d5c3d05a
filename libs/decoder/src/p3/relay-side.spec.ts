import { encodeRecord } from './encode-record.js';
import { P3Parser } from './parser.js';
import type { P3Record } from './record.js';
import { p3RelaySide } from './relay-side.js';
import { p3Requests } from './requests.js';
import type { RelayQuestion, RelayState } from '../relay-side.js';

const side = p3RelaySide({ decoderId: 7, description: 'CoachLINK relay of d', version: '1.2.3' });
const state: RelayState = {
  nowUs: 1_700_000_000_000_000,
  status: { noise: 30 },
  session: { sessionNumber: 2, firstNumber: 1, lastNumber: 9 },
};

function recordIn(frame: Uint8Array): P3Record {
  const [event] = new P3Parser().push(frame);
  if (event?.kind !== 'record') throw new Error('no record');
  return event.record;
}

function asked(bytes: Uint8Array): RelayQuestion {
  const [question] = side.createReader()(bytes);
  if (question === undefined) throw new Error('no question');
  return question;
}

function answerTo(bytes: Uint8Array, told = state): P3Record {
  const question = asked(bytes);
  if (question.kind !== 'state') throw new Error('no question about the state');
  return recordIn(question.answer(told));
}

describe(p3RelaySide.name, () => {
  it('sends a passing with all that is known of it', () => {
    const passing = {
      passingNumber: 5,
      transponder: 105_788_474,
      transponderCode: undefined,
      rtcTimeUs: 1_700_000_000_123_456,
      utcTimeUs: 1_700_000_000_123_456,
      strength: 90,
      hits: 12,
      flags: 1,
      batteryVoltageV: 3.1,
    };
    expect(recordIn(side.passing(passing)).fields).toMatchObject({ ...passing, decoderId: 7 });
  });

  it('leaves out what does not fit its bytes', () => {
    const passing = {
      passingNumber: 2 ** 33,
      transponderCode: 'AB-12345',
      rtcTimeUs: 1,
      hits: 70_000,
      batteryVoltageV: 30,
    };
    const { fields } = recordIn(side.passing({ ...passing, transponder: undefined }));
    expect(fields).toMatchObject({ transponderCode: 'AB-12345', rtcTimeUs: 1 });
    expect([fields].map((each) => Object.values(each).filter((value) => value !== undefined).length)).toEqual(
      [3],
    );
  });

  it('sends STATUS without what does not fit, and without the ids of the decoder behind it', () => {
    const status = { noise: 70_000, temperatureC: -5, inputVoltageV: 48, satellitesInUse: 7 };
    const { fields } = recordIn(side.status({ ...status, ...{ decoderId: 'bridge', requestId: 9 } }));
    expect(fields).toMatchObject({ noise: 0, gps: 0, temperatureC: -5, satellitesInUse: 7, decoderId: 7 });
    expect(Object.entries(fields)).not.toContainEqual(['inputVoltageV', expect.any(Number)]);
    expect(fields.requestId).toBeUndefined();
  });

  it('answers as a decoder does, with the id of the question', () => {
    expect(answerTo(p3Requests.version(1))).toMatchObject({
      type: 'VERSION',
      fields: { description: 'CoachLINK relay of d', version: '1.2.3', requestId: 1, decoderId: 7 },
    });
    expect(answerTo(p3Requests.getTime(2)).fields).toMatchObject({
      rtcTimeUs: state.nowUs,
      utcTimeUs: state.nowUs,
    });
    expect(answerTo(p3Requests.status(3)).fields).toMatchObject({ noise: 30, requestId: 3 });
    expect(answerTo(p3Requests.session(4)).fields).toMatchObject({
      firstNumber: 1,
      lastNumber: 9,
      sessionNumber: 2,
    });
    expect(answerTo(p3Requests.ping(5))).toMatchObject({ type: 'PING', fields: { requestId: 5 } });
  });

  it.each(['RESET', 'CLEAR_PASSING', 'SERVER_SETTINGS', 'SIGNALS', 'GENERAL_SETTINGS'] as const)(
    'refuses %s, which could change a decoder',
    (type) => {
      expect(answerTo(encodeRecord(type, { requestId: 9 }))).toMatchObject({
        type: 'ERROR',
        fields: { errorCode: 4, description: 'a relay changes nothing on the decoder', requestId: 9 },
      });
    },
  );

  it('has no session where the passings have no numbers', () => {
    expect(answerTo(p3Requests.session(1), { ...state, session: undefined })).toMatchObject({
      type: 'ERROR',
    });
  });

  it('reads RESEND, and refuses one without its numbers', () => {
    const question = asked(p3Requests.resend(3, 90, undefined, 6));
    if (question.kind !== 'resend') throw new Error('no resend');
    expect(question).toMatchObject({ fromNumber: 3, untilNumber: 90 });
    expect(recordIn(question.acknowledge(9)).fields).toMatchObject({
      fromNumber: 3,
      untilNumber: 9,
      requestId: 6,
    });
    expect(recordIn(question.refuse('2 are missing here too')).fields).toMatchObject({
      description: '2 are missing here too',
      requestId: 6,
    });
    expect(answerTo(encodeRecord('RESEND', { requestId: 1 }))).toMatchObject({
      type: 'ERROR',
      fields: { errorCode: 5 },
    });
  });

  it('answers bytes that are no question, and goes on', () => {
    const read = side.createReader();
    const questions = [
      ...read(Uint8Array.of(1, 2, 3)),
      ...read(p3Requests.ping(1)),
      ...read(p3Requests.ping(2)),
    ];
    const answers = questions.map((each) =>
      each.kind === 'state' ? recordIn(each.answer(state)).type : each.kind,
    );
    expect(answers.slice(-2)).toEqual(['PING', 'PING']);
    expect(answers[0]).toBe('ERROR');
  });
});
