import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { encodeRecord } from '#p3';

const PROGRAM = join(import.meta.dirname, '../../dist/apps/cli/src/main.js');
const CODE = 'FL-94890';
const frames = [1, 2, 3].map((passingNumber) =>
  encodeRecord('PASSING', { passingNumber, transponderCode: CODE }, { version: 2 }),
);
const wire = Buffer.concat(frames);
const lines = frames.map((frame) => `${Buffer.from(frame).toString('hex')}\r\n`).join('');

const CAPTURES: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['hex', Buffer.from(lines)],
  ['hex with a mark of UTF-8', Buffer.from(`\ufeff${lines}`)],
  ['hex in UTF-16', Buffer.from(`\ufeff${lines}`, 'utf16le')],
  ['hex in UTF-16 without a mark', Buffer.from(lines, 'utf16le')],
  ['raw bytes', wire],
];
const NOTHING: readonly (readonly [name: string, bytes: Buffer, looksLike: string])[] = [
  ['prose', Buffer.from('The decoder stood at the finish.\n'), 'it looks like text, and line 1 is no frame'],
  ['prose in UTF-16', Buffer.from('\ufeffThe decoder', 'utf16le'), 'it looks like text in UTF-16LE'],
  ['comments alone', Buffer.from('# 8e 02\n'), 'it looks like text, and there is no'],
  ['the text of another decoder', Buffer.from('$690011114501855152D9C00\r\n'), 'it looks like text'],
  ['bytes of anything', Buffer.from('1f8b0800000000000003cbcf', 'hex'), 'it looks like raw bytes'],
  ['an empty file', Buffer.alloc(0), 'it looks like an empty file'],
];

interface Ended {
  readonly code: unknown;
  readonly out: string;
  readonly errors: string;
}

describe('the command line, given a capture', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coachlink-captures-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const stored = (bytes: Buffer): string => {
    const file = join(folder, 'capture');
    writeFileSync(file, bytes);
    return file;
  };
  const begin = (...args: string[]) => spawn(process.execPath, [PROGRAM, ...args], { stdio: 'pipe' });
  const run = async (...args: string[]): Promise<Ended> => {
    const child = begin(...args);
    const [[code], out, errors] = await Promise.all([
      once(child, 'close') as Promise<[number]>,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, out, errors };
  };

  it.each(CAPTURES)('decodes %s', async (_, bytes) => {
    const { code, out, errors } = await run('decode', stored(bytes));
    expect([code, errors]).toEqual([0, '3 records, 0 rejected\n']);
    expect(out.match(/"passingNumber":\d/g)).toHaveLength(3);
  });

  it('decodes raw bytes from the middle of a frame, which may begin like hex', async () => {
    const { code, out } = await run('decode', stored(wire.subarray(wire.indexOf(CODE))));
    expect([code, out.match(/"passingNumber":\d/g)?.length]).toEqual([0, 2]);
  });

  it.each(CAPTURES)('replays the bytes of %s, and no others', async (_, bytes) => {
    const child = begin('replay', stored(bytes), '--port', '0', '--speed', 'max', '--once', '--json');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const { port } = JSON.parse(said.toString().split('\n')[0] ?? '') as { port: number };
    const received: Buffer[] = [];
    for await (const chunk of connect(port, '127.0.0.1')) received.push(chunk as Buffer);
    expect(Buffer.concat(received)).toEqual(wire);
  });

  it.each(NOTHING)(
    'refuses %s, and says what it looked like and what is taken',
    async (_, bytes, looksLike) => {
      const file = stored(bytes);
      for (const args of [
        ['decode', file],
        ['replay', file, '--port', '0', '--once'],
      ]) {
        const { code, errors } = await run(...args);
        expect([args[0], code]).toEqual([args[0], 1]);
        expect(errors).toContain(`coachlink: ${looksLike}`);
        expect(errors).toContain('Accepted are raw bytes, hex');
      }
    },
    20_000,
  );
});
