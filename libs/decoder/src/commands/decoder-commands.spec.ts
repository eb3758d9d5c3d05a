import fc from 'fast-check';
import { P3Parser, type P3Record, p3Requests, RECORD_TYPES } from '../p3/index.js';
import { DECODER_COMMANDS, decoderCommandOf, PASSING_AUDIT } from './decoder-commands.js';

const FORBIDDEN = ['RESET', 'CLEAR_PASSING', 'ERROR', 'WATCHDOG', 'GENERAL_SETTINGS', 'SERVER_SETTINGS'];

function recordOf(wire: Uint8Array): P3Record {
  const [event, ...rest] = new P3Parser().push(wire);
  if (event?.kind !== 'record' || rest.length > 0) throw new Error('not one record');
  return event.record;
}

/** Names of fields that hold a value, which a decoder could take for a setting. */
const valuesIn = ({ fields, raw }: P3Record): string[] => [
  ...Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  ...raw.map(({ id }) => `raw ${id}`),
];

/** Every text that the API lets through: one to four hexadecimal digits. */
function* everyCode(): Generator<string> {
  for (let width = 1; width <= 4; width++) {
    for (let code = 0; code < 16 ** width; code++) yield code.toString(16).padStart(width, '0');
  }
}

describe('the commands', () => {
  it('are few among all codes, and not one can change a decoder: 0 and 5, RESET and CLEAR_PASSING, are none', () => {
    const known = new Set<string>();
    for (const code of everyCode()) {
      const command = decoderCommandOf(code);
      if (command === undefined) continue;
      known.add(command.code);
      expect(command.changesDecoder).toBe(false);
      if (command.kind === 'passing-audit') continue;
      const record = recordOf(command.question.encode(7));
      expect([code, record.type, record.tor]).toEqual([code, command.question.type, parseInt(code, 16)]);
      expect(FORBIDDEN).not.toContain(record.type);
      expect([code, valuesIn(record)]).toEqual([code, ['requestId']]);
    }
    expect([...known].sort()).toEqual(DECODER_COMMANDS.map(({ code }) => code).sort());
    for (const code of ['0', '00', '0000', '5', '05', '0005', 'ffff'])
      expect(decoderCommandOf(code)).toBeUndefined();
  });

  it('ask with any REQUEST_ID nothing but their question, and the audit only SESSION and RESEND', () => {
    const u32 = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(
        fc.constantFrom(...DECODER_COMMANDS),
        fc.maxSafeNat(),
        u32,
        u32,
        (command, id, from, until) => {
          const wires =
            command.kind === 'question'
              ? [command.question.encode(id)]
              : [p3Requests.session(id), p3Requests.resend(from, until, from, id)];
          for (const wire of wires) {
            const record = recordOf(wire);
            expect(FORBIDDEN).not.toContain(record.type);
            const allowed = ['requestId', 'fromNumber', 'untilNumber', 'decoderId'];
            for (const name of valuesIn(record)) expect(allowed).toContain(name);
          }
        },
      ),
    );
  });

  it('are found in either case and with leading zeros, and nothing else is', () => {
    expect(decoderCommandOf('20')?.name).toBe('PING');
    expect(decoderCommandOf('0020')?.name).toBe('PING');
    expect(decoderCommandOf('402')).toBe(PASSING_AUDIT);
    expect(decoderCommandOf('2D')).toBe(decoderCommandOf('2d'));
    for (const code of ['', '0x20', ' 20', '20 ', '-20', '00020x', '401', 'constructor'])
      expect(decoderCommandOf(code)).toBeUndefined();
  });

  it('have codes of their own, those of the protocol where it has one', () => {
    const codes = DECODER_COMMANDS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    const tors: number[] = Object.values(RECORD_TYPES).map(({ tor }) => tor);
    expect(tors).not.toContain(0x402);
    for (const { name, description } of DECODER_COMMANDS)
      expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
  });
});
