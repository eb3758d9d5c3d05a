import fc from 'fast-check';
import type { DecoderEvent } from '../report.js';
import { LineParser, MOST_LINE_BYTES } from './line-parser.js';

/** Lines of `=` and digits. */
const make = (): LineParser =>
  new LineParser({
    begins: /=/g,
    read: (line) =>
      /^=[0-9]+$/.test(line)
        ? { kind: 'other', type: 'NUMBER', fields: { number: Number(line.slice(1)) }, asked: [], raw: [] }
        : 'no_number',
  });
const textOf = (event: DecoderEvent): unknown =>
  event.kind === 'record'
    ? Object.values(event.record.fields)[0]
    : [event.reason, Buffer.from(event.bytes).toString('latin1')];
const read = (pieces: readonly Uint8Array[], parser = make()): unknown[] =>
  [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()].map(textOf);
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe(LineParser.name, () => {
  it('reads lines with either end, and passes blank ones over', () => {
    expect(read([bytes('=1\r\n\r\n=2\n\n=3\r\r\n')])).toEqual([1, 2, 3]);
  });

  it('finds a record behind half a line, and one that lost its end in front of it', () => {
    expect(read([bytes('junk=12a=3\n')])).toEqual([['no_number', 'junk=12a'], 3]);
    expect(read([bytes('=12\r=3\n')])).toEqual([12, 3]);
    expect(read([bytes('junk\n')])).toEqual([['no_record', 'junk']]);
  });

  it('tells what was left unfinished', () => {
    expect(read([bytes('=1\n=2')])).toEqual([1, ['unfinished', '=2']]);
  });

  it('rejects the beginning of a line that is too long, and finds the record at its end', () => {
    const long = 'x'.repeat(3 * MOST_LINE_BYTES + 5);
    const found = read([bytes(`${long}=7\n=8\n`)]);
    expect(found.slice(-2)).toEqual([7, 8]);
    const rejected = found.slice(0, -2).map((each) => (each as [string, string])[1]);
    expect(rejected.join('')).toBe(long);
  });

  it('reads the same however the stream is cut, and holds two lines at the most', () => {
    const part = fc.oneof(
      fc.constantFrom('=12\r\n', '=3\n', '\r\n', '=', '\n', 'junk', '=4x\n'),
      fc.integer({ min: MOST_LINE_BYTES - 3, max: 3 * MOST_LINE_BYTES }).map((length) => 'y'.repeat(length)),
      fc.string({ unit: 'binary', maxLength: 9 }),
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), sizes, (parts, lengths) => {
        const all = bytes(parts.join(''));
        const pieces: Uint8Array[] = [];
        for (let at = 0, each = 0; at < all.length; each++) {
          const until = at + (lengths[each % lengths.length] ?? 1);
          pieces.push(all.subarray(at, until));
          at = until;
        }
        expect(read(pieces)).toEqual(read([all]));
        const parser = make();
        for (const piece of pieces) parser.push(piece);
        const [rest] = parser.end();
        expect(rest?.kind === 'rejected' ? rest.bytes.length : 0).toBeLessThan(2 * MOST_LINE_BYTES);
      }),
    );
  });

  it('never throws, whatever it is told: a read that finds nothing costs a few tries', () => {
    const parser = make();
    const events = parser.push(bytes(`${'='.repeat(4000)}\n`));
    expect(events).toHaveLength(1);
    expect(parser.counters).toMatchObject({ bytes: 4001, records: 0, rejected: { no_number: 1 } });
  });
});
