import fc from 'fast-check';
import { encodeRecord, p3 } from '#p3';
import { readCapture } from './read-capture.js';

type Written = (frames: readonly Uint8Array[]) => string;

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pairsOf = (bytes: Uint8Array): string[] => hexOf(bytes).match(/../g) ?? [];
const printed = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');

/** Writes a frame on each line, its bytes by `byte` with `between` between them. */
const perLine =
  (between: string, byte = (pair: string) => pair, before: (at: number) => string = () => ''): Written =>
  (frames) =>
    frames.map((frame, at) => `${before(at)}${pairsOf(frame).map(byte).join(between)}\n`).join('');

/** Writes lines of `width` bytes with offsets; `folded`: the lines like the one before that become one `*`. */
function dumpOf(
  frames: readonly Uint8Array[],
  width: number,
  lineOf: (at: number, bytes: Uint8Array) => string,
  folded: 'none' | 'all' | 'but the last' = 'none',
): string {
  const wire = Buffer.concat(frames);
  const lines: string[] = [];
  let before: Buffer | undefined;
  for (let at = 0; at < wire.length; at += width) {
    const bytes = wire.subarray(at, at + width);
    const mayFold = folded === 'all' || (folded === 'but the last' && at + width < wire.length);
    if (!mayFold || before?.equals(bytes) !== true) lines.push(lineOf(at, bytes));
    else if (lines.at(-1) !== '*') lines.push('*');
    before = bytes;
  }
  return lines.join('\n');
}

const offset = (at: number, digits: number, base = 16): string => at.toString(base).padStart(digits, '0');
const groupsOf = (bytes: Uint8Array, size: number): string =>
  hexOf(bytes)
    .match(new RegExp(`.{1,${size * 2}}`, 'g'))
    ?.join(' ') ?? '';
const wordsOf = (bytes: Uint8Array): string =>
  pairsOf(bytes)
    .reduce<string[]>(
      (words, pair, at) =>
        at % 2 === 0
          ? [...words, `00${pair}`]
          : [...words.slice(0, -1), pair + (words.at(-1) ?? '').slice(2)],
      [],
    )
    .join(' ');
const lengthOf = (frames: readonly Uint8Array[]): number => Buffer.concat(frames).length;

const FORMATS: Readonly<Record<string, Written>> = {
  'a frame in hex per line': perLine(''),
  'in capitals': (frames) => perLine('')(frames).toUpperCase(),
  'with blanks': perLine(' '),
  'with colons': perLine(':'),
  'with commas': perLine(', '),
  'with hyphens': perLine('-'),
  'with tabs': perLine('\t'),
  'with 0x': perLine(', ', (pair) => `0x${pair}`),
  'with 0x and no zero in front': perLine(' ', (pair) => `0x${parseInt(pair, 16).toString(16)}`),
  'with one 0x': perLine('', undefined, () => '0x'),
  'with \\x': perLine('', (pair) => `\\x${pair}`),
  'as an array': (frames) =>
    `{ ${frames
      .map((frame) =>
        pairsOf(frame)
          .map((pair) => `0x${pair}`)
          .join(', '),
      )
      .join(',\n')} }`,
  'all on one line': (frames) => hexOf(Buffer.concat(frames)),
  'in lines of 30 bytes': (frames) => dumpOf(frames, 30, (_, bytes) => hexOf(bytes)),
  'of od without offsets': (frames) => dumpOf(frames, 16, (_, bytes) => ` ${groupsOf(bytes, 1)}`),
  'with comments and empty lines': (frames) =>
    `# 8e 02\n\n${frames.map((frame) => `  # of a frame\n\n${hexOf(frame)}\n`).join('')}`,
  'behind a date and a time': perLine('', undefined, (at) => `2024-05-01 12:00:0${at % 10}.123 `),
  'behind a time of ISO 8601': perLine(' ', undefined, (at) => `2024-05-01T12:00:0${at % 10}Z `),
  'behind a whole second': perLine(' ', undefined, (at) => `2024-05-01 12:00:0${at % 10} `),
  'behind a time in brackets': perLine(' ', undefined, () => '[12:00:00.123] '),
  'behind a time and a direction': perLine(' ', undefined, () => '[12:00:00.123] RX: '),
  'behind a time with a comma': perLine(':', undefined, () => '01.05.2024 12:00:00,123; '),
  'behind seconds since 1970': perLine('', undefined, () => '1714564800.123456 '),
  'behind a direction': perLine(' ', undefined, () => 'RX 8: '),
  'of xxd': (frames) =>
    dumpOf(
      frames,
      16,
      (at, bytes) => `${offset(at, 8)}: ${groupsOf(bytes, 2).padEnd(39)}  ${printed(bytes)}`,
    ),
  'of xxd -g1 -c 24': (frames) =>
    dumpOf(
      frames,
      24,
      (at, bytes) => `${offset(at, 8)}: ${groupsOf(bytes, 1).padEnd(71)}  ${printed(bytes)}`,
    ),
  'of xxd -a': (frames) =>
    dumpOf(
      frames,
      16,
      (at, bytes) => `${offset(at, 8)}: ${groupsOf(bytes, 2).padEnd(39)}  ${printed(bytes)}`,
      'but the last',
    ),
  'of hexdump -C': (frames) =>
    `${dumpOf(frames, 16, (at, bytes) => `${offset(at, 8)}  ${`${groupsOf(bytes.subarray(0, 8), 1)}  ${groupsOf(bytes.subarray(8), 1)}`.padEnd(49)} |${printed(bytes)}|`, 'all')}\n${offset(lengthOf(frames), 8)}\n`,
  'of hexdump': (frames) =>
    `${dumpOf(frames, 16, (at, bytes) => `${offset(at, 7)} ${wordsOf(bytes)}`, 'all')}\n${offset(lengthOf(frames), 7)}\n`,
  'of od -t x1': (frames) =>
    `${dumpOf(frames, 16, (at, bytes) => `${offset(at, 7, 8)} ${groupsOf(bytes, 1)}`, 'all')}\n${offset(lengthOf(frames), 7, 8)}\n`,
  'of od -A x -t x1z': (frames) =>
    `${dumpOf(frames, 16, (at, bytes) => `${offset(at, 6)} ${groupsOf(bytes, 1).padEnd(47)}  >${printed(bytes)}<`, 'all')}\n${offset(lengthOf(frames), 6)}\n`,
  'of xxd -i': (frames) =>
    `unsigned char morning_bin[] = {\n${dumpOf(
      frames,
      12,
      (_, bytes) =>
        `  ${pairsOf(bytes)
          .map((pair) => `0x${pair}`)
          .join(', ')},`,
    )}\n};\nunsigned int morning_bin_len = ${lengthOf(frames)};\n`,
  'as a constant of a program': (frames) =>
    `static const uint8_t frames[64] = {\n${dumpOf(frames, 8, (_, bytes) =>
      pairsOf(bytes)
        .map((pair) => `0x${pair.toUpperCase()},`)
        .join(' '),
    )}\n};\n`,
  'in a table, in quotation marks': perLine(
    ' ',
    (pair) => pair,
    (at) => `"2024-05-01 12:00:0${at % 10}","`,
  ),
  'of a program of DOS': (frames) => `${perLine('')(frames)}\u001a`,
  'from a buffer with zeros at its end': (frames) => `${perLine('')(frames)}\0\0\0`,
  'of a network analyser': (frames) =>
    dumpOf(
      frames,
      16,
      (at, bytes) => `${offset(at, 4)}   ${groupsOf(bytes, 1).padEnd(47)}   ${printed(bytes)}`,
    ),
};

/** A line that begins with words counts as bytes only where a frame begins or ends in it: such words may look like hex. */
const NAMED: Readonly<Record<string, Written>> = {
  'in a log': perLine(
    ' ',
    undefined,
    (at) => `2024-05-01 12:00:00 INFO decoder finish, ${at} bytes of feed: `,
  ),
  'from an address': perLine('', undefined, () => '12:00:00 [10.0.0.5:5403] '),
};

/** Encodings of text files, with and without a mark. */
const STORED: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16LE': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16LE with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16BE': (text) => Buffer.from(text, 'utf16le').swap16(),
  'UTF-16BE with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

const frame = fc
  .record({
    passingNumber: fc.nat(),
    transponder: fc.nat(),
    rtcTimeUs: fc.nat(Number.MAX_SAFE_INTEGER),
    strength: fc.nat(0xffff),
  })
  .map((fields) => encodeRecord('PASSING', fields, { version: 2 }));
/** Frames with zeros between them, so that lines of a dump repeat. */
const frames = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: frame },
      fc.integer({ min: 16, max: 99 }).map((size) => new Uint8Array(size)),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .filter(([first]) => first?.[0] === 0x8e);
const store = fc.constantFrom(...Object.values(STORED));
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const chunkSize = fc.integer({ min: 1, max: 700 });

async function read(stored: Buffer, size: number): Promise<string> {
  // eslint-disable-next-line @typescript-eslint/require-await -- stands for a stream
  const source = (async function* () {
    for (let at = 0; at < stored.length; at += size) yield stored.subarray(at, at + size);
  })();
  const parts: Buffer[] = [];
  const { pieces } = await readCapture(source, p3, (message) => {
    throw new Error(message);
  });
  for await (const { bytes } of pieces) parts.push(bytes);
  return hexOf(Buffer.concat(parts));
}

describe('frames', () => {
  const expectReadBack = (write: Written, sent: fc.Arbitrary<Uint8Array[]>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(sent, store, lineEnd, chunkSize, async (parts, stored, end, size) => {
        const text = write(parts).replaceAll('\n', end);
        expect(await read(stored(text), size)).toBe(hexOf(Buffer.concat(parts)));
      }),
      { numRuns: 60 },
    );

  it.each(Object.entries(FORMATS))('%s are read as they were', (_, write) => expectReadBack(write, frames));

  it.each(Object.entries(NAMED))('%s are read as they were', (_, write) =>
    expectReadBack(write, fc.array(frame, { minLength: 1, maxLength: 12 })),
  );

  it.each([
    ['UTF-16LE', Buffer.of(0xff, 0xfe)],
    ['UTF-16BE', Buffer.of(0xfe, 0xff)],
    ['UTF-8', Buffer.of(0xef, 0xbb, 0xbf)],
  ])('are read as raw bytes where they are cut before what is the mark of %s', async (_, mark) => {
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 9 }), chunkSize, async (sent, size) => {
        const wire = Buffer.concat([mark, ...sent]);
        expect(await read(wire, size)).toBe(hexOf(wire));
      }),
    );
  });

  it('are read behind a comment whose letters have the bytes that begin one', async () => {
    const text = Buffer.from('\ufeff# Ύψος του βρόχου\n8e020400\n', 'utf16le');
    expect(await read(text, 1024)).toBe('8e020400');
  });

  it('are read as raw bytes, from the middle of one too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(frame, { minLength: 2, maxLength: 9 }),
        fc.nat(60),
        chunkSize,
        async (sent, cut, size) => {
          const wire = Buffer.concat(sent).subarray(cut);
          expect(await read(wire, size)).toBe(hexOf(wire));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
