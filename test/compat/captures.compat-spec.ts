import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DecoderEvent, protocolOf } from '#decoder';
import { type P3Event, P3Parser } from '#p3';

/** Real decoder output lies beside the repository, if anywhere; it is not ours to keep here. */
const CAPTURES = join(import.meta.dirname, '../../../shared/captures');
/** Bytes around a cut, more than one frame. */
const AROUND = 100;
const isThere = existsSync(CAPTURES);
const describeCaptures = isThere ? describe : describe.skip;

function capture(name: string): Buffer {
  const lines = readFileSync(join(CAPTURES, name), 'utf8').split('\n');
  return Buffer.from(
    lines
      .filter((line) => !line.startsWith('#'))
      .join('')
      .replace(/\s/g, ''),
    'hex',
  );
}

function events(pieces: readonly Uint8Array[]): P3Event[] {
  const parser = new P3Parser();
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

const summary = (found: readonly P3Event[]): string =>
  JSON.stringify(found, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );

describeCaptures(
  `captures of real decoders${isThere ? '' : ' (skipped: ../shared/captures is not there)'}`,
  () => {
    it.each([
      ['p3-vmindru-amb.hex', 1388, 0],
      ['p3-vmindru-amb-short.hex', 371, 0],
      ['p3-hobbytalk.hex', 5, 0],
      ['p3-hobbytalk-corrupt.hex', 0, 1],
      ['p3-skoky-android.hex', 1, 0],
    ])('%s: %d records, %d rejected; whole, byte by byte and cut anywhere', (name, records, rejected) => {
      const wire = capture(name);
      const whole = events([wire]);
      expect(whole.filter(({ kind }) => kind === 'record')).toHaveLength(records);
      expect(whole.filter(({ kind }) => kind === 'rejected')).toHaveLength(rejected);
      const expected = summary(whole);
      expect(summary(events([...wire].map((byte) => Uint8Array.of(byte))))).toBe(expected);
      // The parser has no state between frames, so each cut needs only the frames around it.
      for (let at = 0; at <= wire.length; at++) {
        const from = Math.max(wire.lastIndexOf(0x8e, Math.max(at - AROUND, 0)), 0);
        const end = wire.indexOf(0x8f, Math.min(at + AROUND, wire.length - 1)) + 1;
        const cut = summary(events([wire.subarray(from, at), wire.subarray(at, end)]));
        if (cut !== summary(events([wire.subarray(from, end)])))
          throw new Error(`cut at ${at} changes what is read`);
      }
    });

    it('numbers the passings of one decoder without a hole', () => {
      const numbers = events([capture('p3-vmindru-amb.hex')]).flatMap((event) =>
        event.kind === 'record' && event.record.type === 'PASSING' ? [event.record.fields.passingNumber] : [],
      );
      expect(numbers).toEqual(Array.from({ length: 84 }, (_, index) => 157_777 + index));
    });

    it.each([
      ['p98', 'ascii-rc4-p98.bin', { passing: 4, status: 4 }],
      ['tranx2', 'ascii-tranx2-bitbrewers.bin', { passing: 3, status: 22 }],
      ['tranx2', 'ascii-tranx2-rctech-ambrc2.bin', { passing: 2, status: 1 }],
    ])('%s: every line of %s, whole, byte by byte and cut at every place', (protocol, name, expected) => {
      const bytes = readFileSync(join(CAPTURES, name));
      const read = (pieces: readonly Uint8Array[]): DecoderEvent[] => {
        const parser = protocolOf(protocol).createParser();
        return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
      };
      const whole = read([bytes]);
      const kinds = whole.map((event) => (event.kind === 'record' ? event.record.kind : event.reason));
      const count = (kind: string): number => kinds.filter((each) => each === kind).length;
      expect({ passing: count('passing'), status: count('status') }).toEqual(expected);
      expect(kinds).toHaveLength(expected.passing + expected.status);
      expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
      for (let at = 0; at <= bytes.length; at++)
        expect(read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
    });
  },
);
