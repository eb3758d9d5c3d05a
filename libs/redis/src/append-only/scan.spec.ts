import fc from 'fast-check';
import type { Bytes, Range } from './bytes.js';
import { scanAppendOnly, type Scan } from './scan.js';

class Kept implements Bytes {
  constructor(private readonly bytes: Buffer) {}

  get size(): number {
    return this.bytes.length;
  }

  slice(at: number, length: number): Buffer {
    return this.bytes.subarray(at, at + length);
  }
}

function command(...args: (string | Buffer)[]): Buffer {
  const parts = args.flatMap((arg) => {
    const value = Buffer.from(arg);
    return [Buffer.from(`$${value.length}\r\n`), value, Buffer.from('\r\n')];
  });
  return Buffer.concat([Buffer.from(`*${args.length}\r\n`), ...parts]);
}

const zeros = (length: number): Buffer => Buffer.alloc(length);
const file = (...parts: Buffer[]): Buffer => Buffer.concat(parts);
const SET = command('SET', 'key', 'value');
const BEHIND = command('SET', 'behind', 'the hole');
const script = (...commands: Buffer[]): Buffer => file(command('MULTI'), ...commands, command('EXEC'));
const append = (at: number, value: Buffer): Buffer => command('SETRANGE', 'chunk', String(at), value);

const left = (bytes: Buffer, kept: readonly Range[]): Buffer =>
  Buffer.concat(kept.map(({ at, length }) => bytes.subarray(at, at + length)));

async function mended(bytes: Buffer): Promise<Scan & { left: Buffer }> {
  const scan = await scanAppendOnly(new Kept(bytes));
  return { ...scan, left: left(bytes, scan.kept) };
}

/** Values with zeros and line ends in them, like packed records. */
const value = fc
  .array(fc.constantFrom(0, 0, 0, 1, 13, 10, 42, 36, 255), { maxLength: 60 })
  .map((bytes) => Buffer.from(bytes));
const commands = fc.array(
  fc.oneof(
    value.map((bytes) => command('HSET', 'hash', 'field', bytes)),
    value.map((bytes) => script(command('SET', 'a', bytes), command('INCR', 'b'))),
  ),
  { minLength: 1, maxLength: 30 },
);

describe(scanAppendOnly.name, () => {
  it('leaves a file alone that is whole, and one that is torn at its end', async () => {
    await fc.assert(
      fc.asyncProperty(commands, fc.nat(50), async (given, torn) => {
        const bytes = file(...given);
        const cut = bytes.subarray(0, Math.max(0, bytes.length - torn));
        const found = await mended(cut);
        expect(found).toMatchObject({ holes: [], broken: undefined });
        expect(found.left.equals(cut)).toBe(true);
      }),
    );
  });

  it('takes out holes between commands, however many, and keeps all else', async () => {
    await fc.assert(
      fc.asyncProperty(
        commands,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 9000 }))),
        async (given, holes) => {
          const parts: Buffer[] = [...given];
          for (const [place, length] of holes) parts.splice(place % (parts.length + 1), 0, zeros(length));
          const found = await mended(file(...parts));
          expect(found.broken).toBeUndefined();
          expect(found.left.equals(file(...given))).toBe(true);
        },
      ),
    );
  });

  it('takes out a hole within a script, and at its begin and its end', async () => {
    const whole = file(SET, script(SET, BEHIND), BEHIND);
    for (const at of [SET.length, SET.length + command('MULTI').length, whole.length - BEHIND.length]) {
      const found = await mended(file(whole.subarray(0, at), zeros(4096), whole.subarray(at)));
      expect(found.holes).toEqual([{ at, length: 4096 }]);
      expect(found.left.equals(whole)).toBe(true);
    }
  });

  it('takes out one that was put within a command, wherever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 100, max: 9000 }), async (place, length) => {
        const whole = file(SET, script(append(0, Buffer.from('12\0\0\0\x0034567890')), SET), BEHIND, BEHIND);
        const at = place % whole.length;
        const found = await mended(file(whole.subarray(0, at), zeros(length), whole.subarray(at)));
        expect(found.broken).toBeUndefined();
        expect(found.left.equals(whole)).toBe(true);
      }),
    );
  });

  it('counts what is kept behind', async () => {
    const found = await mended(file(SET, zeros(10), BEHIND, BEHIND, zeros(20), SET));
    expect(found.commandsBehind).toBe(3);
  });

  it('takes zeros off the end', async () => {
    expect((await mended(file(SET, zeros(5000)))).left.equals(SET)).toBe(true);
  });

  it('takes a script off whole that the second hole tore, with what came after it', async () => {
    const first = file(SET, zeros(30), SET);
    const torn = script(SET, SET);
    for (let length = command('MULTI').length; length < torn.length; length++) {
      const bytes = file(first, torn.subarray(0, length), zeros(90), script(BEHIND), BEHIND);
      const { broken, left: kept, holes } = await mended(bytes);
      expect(kept.equals(file(SET, SET))).toBe(true);
      expect(holes).toEqual([{ at: SET.length, length: 30 }]);
      expect(broken?.at).toBe(first.length);
      expect(broken?.bytes).toBe(bytes.length - first.length);
      expect(broken?.commands).toBeGreaterThanOrEqual(4);
    }
  });

  it('finds that a whole script is gone by what is written on behind the end of a string', async () => {
    const kept = file(
      script(append(0, Buffer.from('0123456789'))),
      zeros(50),
      script(append(10, Buffer.from('ab'))),
    );
    const bytes = file(kept, zeros(60), script(append(20, Buffer.from('cd'))), BEHIND);
    const found = await mended(bytes);
    expect(found.broken).toMatchObject({ at: kept.length, commands: 4 });
    expect(found.holes).toHaveLength(1);
  });

  it('reads a time that is noted between commands', async () => {
    const bytes = file(
      Buffer.from('#TS:1700000000\r\n'),
      SET,
      zeros(10),
      Buffer.from('#TS:1700000001\r\n'),
      SET,
    );
    expect((await mended(bytes)).left.length).toBe(bytes.length - 10);
  });
});
