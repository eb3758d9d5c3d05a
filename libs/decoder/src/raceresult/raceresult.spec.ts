import { raceresult } from './protocol.js';

const eventsOf = (...lines: readonly string[]): readonly unknown[] => {
  const parser = raceresult.createParser();
  const bytes = Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
  return [...parser.push(bytes), ...parser.end()].map((event) =>
    event.kind === 'record' ? event.record : event.reason,
  );
};
/** Twenty fields: an active transponder over loop 2, hits and RSSI in hexadecimal. */
const ACTIVE = '7;ABCDE12;2024-02-13;18:12:00.123;0;1F;4A;;1;3;2;0;10007;3.02;21;64;Box;12;;D-5001';
const PASSIVE = '8;1234;2024-02-13;18:12:01.000;99;31;20;;0;;;;;;;;Box;12;2;D-5001';

describe('raceresult', () => {
  it('reads pushed and pulled passings alike', () => {
    const fields = {
      passingNumber: 7,
      transponderCode: 'ABCDE12',
      rtcTimeUs: 1_707_847_920_123_000,
      hits: 31,
      strength: 74,
      loop: '2',
      batteryVoltageV: 3.02,
    };
    expect(eventsOf(`#P;${ACTIVE}`, ACTIVE)).toMatchObject([
      { kind: 'passing', fields },
      { kind: 'passing', fields },
    ]);
    expect(eventsOf(PASSIVE)).toMatchObject([
      {
        fields: { passingNumber: 8, transponder: 1234, hits: 31, strength: 20 },
        raw: [{ bytes: Buffer.from('99') }],
      },
    ]);
  });

  it('reads what older firmware sends, and the time since the start where there is no date', () => {
    expect(eventsOf('7;1234;0000-00-01;00:00:01.500;0;5;9')).toMatchObject([
      { fields: { passingNumber: 7, transponder: 1234, rtcTimeUs: 86_401_500_000, hits: 5, strength: 9 } },
    ]);
  });

  it('knows that a marker is no rider', () => {
    const [marker] = eventsOf(PASSIVE.replace(';1234;', ';99999;')) as { fields: object }[];
    expect(marker?.fields).not.toHaveProperty('transponder');
    expect(marker?.fields).not.toHaveProperty('transponderCode');
  });

  it('reads the answers to its questions; a file is a numbering', () => {
    expect(eventsOf('PASSINGS;120;12', 'GETTIME;2024-02-13;18:12:00.5', 'GETSTATUS;0;1;2', '')).toMatchObject(
      [
        { kind: 'session', fields: { firstNumber: 1, lastNumber: 120, sessionNumber: 12 } },
        { kind: 'time', fields: { rtcTimeUs: 1_707_847_920_500_000 } },
        { kind: 'status', type: 'GETSTATUS' },
      ],
    );
    expect(eventsOf('SETPROTOCOL;3.2', 'GETFIRMWAREVERSION;2.6', 'NEWWORD;1')).toMatchObject([
      { kind: 'other', type: 'SETPROTOCOL' },
      { kind: 'identity', fields: { version: '2.6' } },
      { kind: 'other', type: 'UNKNOWN' },
    ]);
  });

  it.each([
    ['too few fields', '#P;7;1234;2024-02-13', 'too_few_fields'],
    ['too many', `#P;${ACTIVE};${';'.repeat(30)}`, 'too_many_fields'],
    ['a date that is none', PASSIVE.replace('2024-02-13', '2024-13-13'), 'bad_field'],
    ['an hour that is none', PASSIVE.replace('18:12:01', '24:12:01'), 'bad_field'],
    ['a number that is none', `#P;x${PASSIVE}`, 'bad_field'],
    ['junk', 'x;y', 'no_record'],
    ['a count that is none', 'PASSINGS;many', 'bad_field'],
  ])('rejects %s', (_, line, reason) => {
    expect(eventsOf(line)).toEqual([reason]);
  });

  it('asks for a block by its first number and its count, and greets with what it wants to be sent', () => {
    const { dialogue } = raceresult;
    const block = dialogue?.resend?.({ from: 3, until: 10 }, undefined).encode(1);
    expect(Buffer.from(block ?? []).toString()).toBe('3:8\r\nGETSTATUS\r\n');
    expect(Buffer.from(dialogue?.greeting ?? []).toString()).toBe(
      'SETPROTOCOL;3.2\r\nSETPUSHPASSINGS;1;0\r\n',
    );
  });
});
