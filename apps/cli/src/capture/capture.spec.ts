import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { encodeRecord, p3, P3Parser } from '#p3';
import { encodeEntry, MAGIC } from '#recorder';
import { openCapture, readCapture } from './read-capture.js';
import { lineOf } from './record-line.js';
import { inPieces, inRhythm, rhythmOf, seeded } from './rhythm.js';

const START_US = 1_700_000_000_000_000;
const passingAt = (rtcTimeUs: number): Uint8Array =>
  encodeRecord(
    'PASSING',
    { passingNumber: 1, transponder: 102758186, rtcTimeUs, decoderId: 0xc00d0 },
    { version: 2 },
  );
const status = encodeRecord('STATUS', { noise: 0x8e8f }, { version: 2 });

let warned: string[] = [];
beforeEach(() => {
  warned = [];
});

async function read(chunks: readonly Uint8Array[]): Promise<string> {
  const parts: Buffer[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- stands for a stream
  const source = (async function* () {
    yield* chunks;
  })();
  const { pieces } = await readCapture(source, p3, (message) => warned.push(message));
  for await (const { bytes } of pieces) parts.push(bytes);
  return Buffer.concat(parts).toString('hex');
}

describe(readCapture.name, () => {
  const text = '# a comment: 8e\n8E 02\n\n8f00\r\n8f';

  it('reads frames in hex, however the text is cut, and skips comments', async () => {
    expect(await read([Buffer.from(text)])).toBe('8e028f008f');
    expect(await read([...Buffer.from(text)].map((byte) => Buffer.of(byte)))).toBe('8e028f008f');
  });

  it('takes text as it is where records are lines of text', async () => {
    const source = (async function* () {
      yield await Promise.resolve(Buffer.from('1 2 3\n'));
    })();
    const { pieces } = await readCapture(source, { framing: undefined }, () => undefined);
    for await (const { bytes } of pieces) expect(bytes.toString()).toBe('1 2 3\n');
    expect.assertions(1);
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

describe('a recording of the flight recorder', () => {
  const entries = [
    { kind: 'opened', receivedAtUs: START_US, bytes: Buffer.from('127.0.0.1:5403') },
    { kind: 'bytes', receivedAtUs: START_US, bytes: status },
    { kind: 'bytes', receivedAtUs: START_US + 250_000, bytes: passingAt(1) },
    { kind: 'bytes', receivedAtUs: START_US + 1e12, bytes: passingAt(2) },
  ] as const;
  const recording = Buffer.concat([MAGIC, ...entries.map((entry) => encodeEntry(entry))]);
  const wire = Buffer.concat([status, passingAt(1), passingAt(2)]);

  it('is read however it is cut, up to where it is torn or damaged', async () => {
    expect(await read([recording])).toBe(wire.toString('hex'));
    expect(await read([...recording].map((byte) => Buffer.of(byte)))).toBe(wire.toString('hex'));
    const half = Buffer.concat([status, passingAt(1)]).toString('hex');
    expect(await read([recording.subarray(0, -1)])).toBe(half);
    expect(warned).toEqual([]);
    expect(await read([recording.subarray(0, -1), Buffer.of(0)])).toBe(half);
    expect(warned).toEqual([
      expect.stringMatching(/^a recording is damaged: the bytes behind byte [0-9]+ cannot/),
    ]);
  });

  it('is refused where it is of another version', async () => {
    const next = Buffer.from(recording);
    next[MAGIC.length - 1] = 2;
    await expect(read([next])).rejects.toThrow('a recording of another version');
  });

  it('keeps the rhythm in which it came, never longer than a minute', () => {
    const captured = entries.slice(1).map(({ bytes, receivedAtUs }) => ({
      bytes: Buffer.from(bytes),
      receivedAtUs,
    }));
    expect(rhythmOf(p3, captured).map(({ atUs }) => atUs)).toEqual([0, 250_000, 60_250_000]);
  });

  it('is all that a folder of it has, segment after segment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-capture-'));
    try {
      writeFileSync(join(folder, '00000001.rec'), recording.subarray(0, -1));
      writeFileSync(join(folder, '00000002.rec'), recording);
      const parts: Buffer[] = [];
      const { pieces } = await openCapture(folder, process.stdin, p3, () => undefined);
      for await (const { bytes } of pieces) parts.push(bytes);
      expect(Buffer.concat(parts)).toEqual(Buffer.concat([status, passingAt(1), wire]));
    } finally {
      rmSync(folder, { recursive: true });
    }
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
    const timed = inRhythm(p3, capture);
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
