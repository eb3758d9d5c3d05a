import fc from 'fast-check';
import { RecordingDecoder } from './recording-decoder.js';
import { encodeEntry, MAGIC, MOST_ENTRY_BYTES, type RecordedEntry } from './recording-entry.js';

const entry = fc.record({
  kind: fc.constantFrom('opened', 'bytes', 'gap' as const),
  receivedAtUs: fc.integer({ min: 0, max: 4e15 }),
  bytes: fc.uint8Array({ maxLength: 60 }),
});
const entries = fc.array(entry, { maxLength: 12 });

/** Returns the file of entries, and the offset of each end. */
function recordingOf(all: readonly RecordedEntry[]): { file: Buffer; ends: number[] } {
  const encoded = all.map((each) => encodeEntry(each));
  let end = MAGIC.length;
  return { file: Buffer.concat([MAGIC, ...encoded]), ends: encoded.map(({ length }) => (end += length)) };
}

function read(
  file: Uint8Array,
  pieceBytes = Infinity,
): { entries: RecordedEntry[]; decoder: RecordingDecoder } {
  const decoder = new RecordingDecoder();
  const found: RecordedEntry[] = [];
  for (let at = 0; at < file.length; at += pieceBytes)
    found.push(...decoder.push(file.subarray(at, at + pieceBytes)));
  return { entries: found.map(plain), decoder };
}

const plain = ({ kind, receivedAtUs, bytes }: RecordedEntry): RecordedEntry => ({
  kind,
  receivedAtUs,
  bytes: Uint8Array.from(bytes),
});

describe('the format of recordings', () => {
  it('gives back what was recorded, however the file is cut into pieces', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 50 }), (all, pieceBytes) => {
        const { file, ends } = recordingOf(all);
        const { entries: found, decoder } = read(file, pieceBytes);
        expect(found).toEqual(all.map(plain));
        expect([decoder.fault, decoder.readUntil]).toEqual([undefined, ends.at(-1) ?? MAGIC.length]);
      }),
    );
  });

  it('gives just the whole entries before any cut of the end', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (all, at) => {
        const { file, ends } = recordingOf(all);
        const cut = at % (file.length + 1);
        const { entries: found, decoder } = read(file.subarray(0, cut));
        expect(found).toEqual(all.slice(0, ends.filter((end) => end <= cut).length).map(plain));
        expect(decoder.fault).toBeUndefined();
      }),
    );
  });

  it('never gives a wrong entry when a byte is another one', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, at, flip) => {
        const { file, ends } = recordingOf(all);
        const place = at % file.length;
        file[place] = (file[place] ?? 0) ^ flip;
        const { entries: found } = read(file);
        const whole = place < MAGIC.length ? 0 : ends.filter((end) => end <= place).length;
        expect(found).toEqual(all.slice(0, whole).map(plain));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes anything for what it is: no recording, or one up to where it is damaged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(read(bytes).entries).toEqual([]);
        expect(read(Buffer.concat([MAGIC, bytes])).entries).toEqual([]);
      }),
    );
    expect(read(Buffer.alloc(100)).decoder.fault).toBe('foreign');
    expect(read(Buffer.concat([MAGIC, Buffer.alloc(100)])).decoder.fault).toBe('damaged');
  });

  it('begins in the middle, at the end of an entry', () => {
    const all = [1, 2, 3].map((atUs): RecordedEntry => ({
      kind: 'bytes',
      receivedAtUs: atUs,
      bytes: Uint8Array.of(atUs),
    }));
    const { file, ends } = recordingOf(all);
    const [from = 0] = ends;
    expect(new RecordingDecoder(from).push(file.subarray(from)).map(plain)).toEqual(all.slice(1));
  });

  it('keeps more than an entry may have in several', () => {
    const bytes = new Uint8Array(MOST_ENTRY_BYTES + 5).fill(7);
    const { file } = recordingOf([{ kind: 'bytes', receivedAtUs: 1, bytes }]);
    expect(read(file).entries.map((each) => each.bytes.length)).toEqual([MOST_ENTRY_BYTES, 5]);
  });
});
