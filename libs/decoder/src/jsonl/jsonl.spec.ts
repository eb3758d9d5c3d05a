import { jsonl } from './protocol.js';

const eventsOf = (...lines: readonly (object | string)[]): readonly unknown[] => {
  const parser = jsonl.createParser();
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  return [...parser.push(Buffer.from(text)), ...parser.end()].map((event) =>
    event.kind === 'record' ? event.record : event.reason,
  );
};
const PASSING = { type: 'passing', number: 17, transponder: 102_758_186, time_us: 1_707_847_920_000_000 };

describe('jsonl', () => {
  it('reads a passing, and keeps keys that it does not know', () => {
    const more = {
      code: 'FL-94890',
      loop: 3,
      strength: 85,
      hits: 5,
      battery_v: 3.2,
      resent: false,
      lane: 'r1',
    };
    expect(eventsOf({ ...PASSING, ...more })).toMatchObject([
      {
        kind: 'passing',
        fields: {
          passingNumber: 17,
          transponder: 102_758_186,
          transponderCode: 'FL-94890',
          rtcTimeUs: 1_707_847_920_000_000,
          loop: '3',
          strength: 85,
          hits: 5,
          batteryVoltageV: 3.2,
        },
        raw: [{ id: 'lane', bytes: Buffer.from('"r1"') }],
      },
    ]);
  });

  it('takes numbers as text, null for nothing, and either form of a transponder', () => {
    expect(eventsOf({ type: 'passing', number: null, transponder: '5', time_us: '7' })).toMatchObject([
      { fields: { transponder: 5, rtcTimeUs: 7 } },
    ]);
    expect(eventsOf({ type: 'passing', code: 'FL-94890', time_us: 7 })).toMatchObject([
      { fields: { transponderCode: 'FL-94890' } },
    ]);
  });

  it.each([
    ['a number beyond 32 bits', { ...PASSING, number: 2 ** 32 }],
    ['half a number', { ...PASSING, number: 1.5 }],
    ['a negative number', { ...PASSING, number: -1 }],
    ['a word for a number', { ...PASSING, transponder: 'abc' }],
    ['an object for a number', { ...PASSING, strength: {} }],
    ['a time beyond exact numbers', { ...PASSING, time_us: 2 ** 53 }],
    ['a loop beyond 65535', { ...PASSING, loop: 65_536 }],
    ['no transponder', { type: 'passing', number: 1, time_us: 7 }],
    ['a control character in a code', { ...PASSING, code: 'A\u0000' }],
  ])('rejects %s', (_, line) => {
    expect(eventsOf(line)).toEqual(['bad_field']);
  });

  it('rejects what is no line of its own, and finds the line behind half a line', () => {
    expect(eventsOf('[]', '17', '{}', '{"type":5}', 'null')).toEqual([
      'no_record',
      'no_record',
      'no_record',
      'no_type',
      'no_record',
    ]);
    expect(eventsOf(`{"type":"pass${JSON.stringify(PASSING)}`)).toMatchObject([
      'no_record',
      { kind: 'passing' },
    ]);
    expect(eventsOf(`${JSON.stringify(PASSING)}${JSON.stringify(PASSING)}`)).toHaveLength(2);
  });

  it('takes a hello for the numbers of a bridge that can send again, and for no more of another one', () => {
    const hello = { type: 'hello', decoder: 'box', protocol: 1, can_resend: true, last_number: 1234 };
    expect(eventsOf(hello)).toMatchObject([{ kind: 'session', type: 'HELLO', fields: { lastNumber: 1234 } }]);
    expect(eventsOf({ ...hello, can_resend: false })).toMatchObject([{ kind: 'other', type: 'HELLO' }]);
  });

  it('knows the answers to its questions', () => {
    const answers = eventsOf(
      { type: 'time', time_us: 5 },
      { type: 'resend', from: 1, until: 9 },
      { type: 'refusal', reason: 'not now' },
      { type: 'status', noise: 4, temperature_c: -3.5 },
      { type: 'weather' },
    );
    expect(answers).toMatchObject([
      { kind: 'time', type: 'TIME', fields: { rtcTimeUs: 5 } },
      { kind: 'other', type: 'RESEND' },
      { kind: 'refusal', fields: { description: 'not now' } },
      { kind: 'status', fields: { noise: 4, temperatureC: -3.5 } },
      { kind: 'other', type: 'UNKNOWN' },
    ]);
  });

  it('asks in lines', () => {
    const { dialogue } = jsonl;
    const asked = [
      dialogue?.resend?.({ from: 1, until: 9 }, undefined),
      dialogue?.time,
      dialogue?.session,
    ].map((question) => Buffer.from(question?.encode(1) ?? []).toString());
    expect(asked).toEqual([
      '{"type":"resend","from":1,"until":9}\n',
      '{"type":"time"}\n',
      '{"type":"hello"}\n',
    ]);
  });
});
