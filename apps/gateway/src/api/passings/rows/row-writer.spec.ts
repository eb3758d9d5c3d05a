import fc from 'fast-check';
import type { Passing } from '#passings';
import { arbitraryPassing } from '../../../../../../libs/passings/src/testing/arbitrary-passings.js';
import { aPassing } from '../../../../../../libs/passings/src/testing/a-passing.js';
import { Piece } from './piece.js';
import { CSV, type ExportFormat, NDJSON } from './row-formats.js';
import { rowValues } from './row-layout.js';
import { RowWriter } from './row-writer.js';
import { columnsOf } from './testing/columns-of.js';

/** Passings with any name that a decoder and its configuration may have, and numbers of every width. */
const strangePassing: fc.Arbitrary<Passing> = fc
  .record({
    passing: arbitraryPassing,
    decoderId: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('a"b', ',', '\r\n', '=1'),
    ),
    transponderId: fc.option(fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('HN-25178', '9991', '7'))),
    timeUs: fc.oneof(fc.maxSafeNat(), fc.nat({ max: 20_000 })),
    receivedAtMs: fc.nat({ max: 2 ** 31 - 1 }),
    passingNumber: fc.option(fc.integer({ min: 0, max: 0xffff_ffff })),
    isNumberDoubtful: fc.boolean(),
  })
  .map(({ passing, ...strange }) => ({ ...passing, ...strange }));

/** Passings of which each differs from the one before in a single value. */
const alike = fc
  .tuple(
    strangePassing,
    strangePassing,
    fc.shuffledSubarray(Object.keys(aPassing({ passingNumber: 1, timeUs: 0 })) as (keyof Passing)[]),
  )
  .map(([one, other, names]) => {
    const changes = names.map((name) => ({ [name]: other[name] }));
    return changes.reduce<Passing[]>((all, change) => [...all, { ...(all.at(-1) ?? one), ...change }], [one]);
  });

const passings = fc.oneof(fc.array(fc.oneof(arbitraryPassing, strangePassing), { maxLength: 60 }), alike);

/** Writes the passings in pieces that hold a few rows. */
function written(given: readonly Passing[], format: ExportFormat): string {
  const writer = new RowWriter(format.layout);
  const columns = columnsOf(given);
  const piece = Piece.of(1000);
  let text = '';
  for (let row = 0; row < columns.length;) {
    row = writer.write(columns, row, piece);
    text += piece.bytes.toString('utf8', 0, piece.length);
    piece.length = 0;
  }
  return text;
}

type Row = Readonly<Record<string, string | number | null | string[]>>;
const rowsOf = (given: readonly Passing[]): Row[] => given.map(rowValues) as Row[];

/** Records of fields as RFC 4180 reads them. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let record: string[] = [];
  while (field.lastIndex < text.length) {
    const [whole, quoted, bare = '', end] = field.exec(text) ?? [];
    if (whole === undefined) throw new Error('this is no CSV');
    record.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

describe(RowWriter.name, () => {
  it('writes as NDJSON the rows of the JSON answer, byte by byte', () => {
    fc.assert(
      fc.property(passings, (given) => {
        const lines = given.map((passing) => {
          const { rtc_time_alternative_us: alternative, ...row } = rowValues(passing);
          const shown = alternative === null ? row : { ...row, rtc_time_alternative_us: alternative };
          return `${JSON.stringify(shown)}\n`;
        });
        expect(written(given, NDJSON)).toBe(lines.join(''));
      }),
    );
  });

  it('writes CSV that reads back as the values of the JSON answer', () => {
    fc.assert(
      fc.property(passings, (given) => {
        const withTimes = rowsOf(given).map((row): Row => ({
          ...row,
          time: new Date(Number(row.rtc_time)).toISOString(),
        }));
        const expected = withTimes.map((row) =>
          Object.values(row).map((value) => (Array.isArray(value) ? value.join(' ') : String(value ?? ''))),
        );
        expect(parseCsv(written(given, CSV))).toEqual(expected);
      }),
    );
  });

  it('begins a CSV with the names of the values', () => {
    const [passing] = fc.sample(arbitraryPassing, 1);
    const names = Object.keys(rowsOf(passing === undefined ? [] : [passing])[0] ?? {});
    expect(CSV.header).toBe(`${names.join(',')},time\r\n`);
  });
});
