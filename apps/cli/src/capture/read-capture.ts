import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { listSegments, MAGIC, pathOf, RecordingDecoder } from '#recorder';

/** Wire bytes, and when they came where the capture tells it: those of the flight recorder do. */
export interface CapturedBytes {
  readonly bytes: Buffer;
  readonly receivedAtUs?: number;
}

/** Bytes that only a text of hexadecimal frames begins with; a raw capture begins with a SOR or with anything else. */
const HEX_TEXT = /^[\s0-9A-Fa-f#]/;
const HEX_LINE = /^[0-9A-Fa-f\s]*$/;

/** Told of what cannot be read, for people. */
type Warn = (message: string) => void;

/** A capture file, a folder of the flight recorder, or standard input where the name is `-`. */
export async function* openCapture(
  name: string,
  standardInput: Readable,
  warn: Warn,
): AsyncGenerator<CapturedBytes> {
  if (name === '-') yield* readCapture(standardInput, warn);
  else if ((await stat(name)).isDirectory()) yield* readFolder(name, warn);
  else yield* readCapture(createReadStream(name), warn);
}

/**
 * The wire bytes of a capture, piece by piece: raw bytes, a text with a frame in hex on each line, or a recording of
 * the flight recorder, told apart by how they begin.
 */
export async function* readCapture(
  source: AsyncIterable<Uint8Array>,
  warn: Warn,
): AsyncGenerator<CapturedBytes> {
  const [beginning, chunks] = await peek(source);
  if (isRecording(beginning)) yield* readRecording(chunks, warn);
  else if (HEX_TEXT.test(beginning.toString('latin1'))) yield* readText(chunks);
  else for await (const bytes of chunks) yield { bytes };
}

async function* readFolder(folder: string, warn: Warn): AsyncGenerator<CapturedBytes> {
  const segments = await listSegments(folder);
  if (segments.length === 0) throw new Error(`${folder} has no recording: its files end in .rec`);
  for (const { number } of segments) yield* readRecording(createReadStream(pathOf(folder, number)), warn);
}

async function* readRecording(source: AsyncIterable<Uint8Array>, warn: Warn): AsyncGenerator<CapturedBytes> {
  const decoder = new RecordingDecoder();
  for await (const chunk of source) {
    for (const { kind, bytes, receivedAtUs } of decoder.push(chunk))
      if (kind === 'bytes') yield { bytes: Buffer.from(bytes), receivedAtUs };
  }
  if (decoder.fault === 'foreign')
    throw new Error('a recording of another version: read it with the coachlink that wrote it');
  if (decoder.fault === 'damaged')
    warn(`a recording is damaged: what is behind byte ${decoder.readUntil} cannot be read`);
}

async function* readText(source: AsyncIterable<Uint8Array>): AsyncGenerator<CapturedBytes> {
  let rest = '';
  let line = 0;
  for await (const chunk of source) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) yield { bytes: frameOf(text, ++line) };
  }
  if (rest !== '') yield { bytes: frameOf(rest, line + 1) };
}

/** The first bytes, as many as it takes to know a recording, and all of it from the beginning. */
async function peek(source: AsyncIterable<Uint8Array>): Promise<[Buffer, AsyncGenerator<Buffer>]> {
  const iterator = source[Symbol.asyncIterator]();
  let read = Buffer.alloc(0);
  let isEnded = false;
  while (!isEnded && read.length < MAGIC.length) {
    const next = await iterator.next();
    if (next.done === true) isEnded = true;
    else read = Buffer.concat([read, next.value]);
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    if (read.length > 0) yield read;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
      yield Buffer.from(next.value);
  };
  return [read.subarray(0, MAGIC.length), all()];
}

/** The last byte of its beginning is the version. */
function isRecording(beginning: Buffer): boolean {
  return beginning.length > 0 && beginning.subarray(0, -1).equals(MAGIC.subarray(0, -1));
}

function frameOf(text: string, line: number): Buffer {
  if (text.trimStart().startsWith('#')) return Buffer.alloc(0);
  const digits = text.replace(/\s/g, '');
  if (!HEX_LINE.test(text) || digits.length % 2 !== 0) {
    throw new Error(`line ${line} is no frame in hex; comments begin with #`);
  }
  return Buffer.from(digits, 'hex');
}
