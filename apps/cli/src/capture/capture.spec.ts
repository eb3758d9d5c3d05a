import fc from 'fast-check';
import { encodeRecord, P3Parser } from '#decoder';
import { readCapture } from './read-capture.js';
import { lineOf } from './record-line.js';
import { inPieces, inRhythm, seeded } from './rhythm.js';

const START_US = 1_700_000_000_000_000;
const passingAt = (rtcTimeUs: number): Uint8Array =>
  encodeRecord(
    'PASSING',
    { passingNumber: 1, transponder: 102758186, rtcTimeUs, decoderId: 0xc00d0 },
    { version: 2 },
  );
const status = encodeRecord('STATUS', { noise: 0x8e8f }, { version: 2 });

async function read(chunks: readonly Uint8Array[]): Promise<string> {
  const parts: Buffer[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- stands for a stream
  const source = (async function* () {
    yield* chunks;
  })();
  for await (const part of readCapture(source)) parts.push(part);
  return Buffer.concat(parts).toString('hex');
}

describe(readCapture.name, () => {
  const text = '# a comment: 8e\n8E 02\n\n8f00\r\n8f';

  it('reads frames in hex, however the text is cut, and skips comments', async () => {
    expect(await read([Buffer.from(text)])).toBe('8e028f008f');
    expect(await read([...Buffer.from(text)].map((byte) => Buffer.of(byte)))).toBe('8e028f008f');
  });

  it('passes raw bytes on as they are', async () => {
    expect(await read([status, Buffer.from('# not a comment')])).toBe(
      Buffer.concat([status, Buffer.from('# not a comment')]).toString('hex'),
    );
  });

  it('names the line that is no hex', async () => {
    await expect(read([Buffer.from('8e\nxyz\n')])).rejects.toThrow('line 2 is no frame in hex');
  });
});

describe(lineOf.name, () => {
  it('shows a passing by name, ids as people know them', () => {
    const [event] = new P3Parser().push(passingAt(START_US));
    expect(event && lineOf(event)).toMatchObject({
      type: 'PASSING',
      tor: '0x0001',
      transponder_id: 'FL-94890',
      rtcTimeUs: START_US,
      decoderId: '000C00D0',
    });
  });

  it('shows what was rejected with its reason and bytes', () => {
    expect(lineOf({ kind: 'rejected', reason: 'junk', bytes: Buffer.from('0d0a', 'hex') })).toEqual({
      rejected: 'junk',
      hex: '0D0A',
    });
  });
});

describe(inRhythm.name, () => {
  it('loses no byte and keeps the distance between passings, never longer than a minute', () => {
    const capture = Buffer.concat([
      status,
      passingAt(START_US),
      status,
      passingAt(START_US + 15_000_000),
      passingAt(START_US + 10 ** 12),
    ]);
    const timed = inRhythm(capture);
    expect(Buffer.concat(timed.map(({ bytes }) => bytes))).toEqual(capture);
    expect(timed.map(({ atUs }) => atUs)).toEqual([0, 0, 0, 15_000_000, 75_000_000]);
  });
});

describe(inPieces.name, () => {
  it('cuts into pieces of 1 to the most, the same for the same seed, and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (bytes, most, seed) => {
          const pieces = [...inPieces(Buffer.from(bytes), most, seeded(seed))];
          expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes));
          expect(pieces.every(({ length }) => length >= 1 && length <= most)).toBe(true);
          expect([...inPieces(Buffer.from(bytes), most, seeded(seed))]).toEqual(pieces);
        },
      ),
    );
  });
});
