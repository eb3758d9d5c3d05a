import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { DecoderProtocol } from '#decoder';
import { listSegments, pathOf, RecordingDecoder } from '#recorder';
import { describeFormat, formatOf, isTold, LOOK_BYTES, type TextEncoding } from './capture-format.js';
import { HexText, UnreadableLine } from './hex-text.js';

/** Wire bytes, with the time of their reception in recordings of the flight recorder. */
export interface CapturedBytes {
  readonly bytes: Buffer;
  readonly receivedAtUs?: number;
}

/** The content of a capture, and its format in words for people. */
export interface Capture {
  readonly looksLike: string;
  readonly pieces: AsyncGenerator<CapturedBytes>;
}

const ACCEPTED =
  'Accepted are raw bytes, hex (with or without blanks, : , - 0x or \\x between the bytes, and behind a time or a name as in ' +
  'logs), dumps of xxd, hexdump and od, in UTF-8 or UTF-16, and recordings of the flight recorder.';

/** The protocol of a capture, as far as it tells how bytes may be written. */
type CapturedProtocol = Pick<DecoderProtocol, 'framing'>;

/** Receives a sentence for people about bytes that cannot be read. */
type Warn = (message: string) => void;

/** Prints a warning to standard error: standard output has only the result. */
export const toStandardError: Warn = (message) => {
  process.stderr.write(`${message}\n`);
};

/** Opens a capture file, a folder of the flight recorder, or standard input where the name is `-`. */
export async function openCapture(
  name: string,
  standardInput: Readable,
  protocol: CapturedProtocol,
  warn: Warn,
): Promise<Capture> {
  if (name === '-') return readCapture(standardInput, protocol, warn);
  if (!(await stat(name)).isDirectory()) return readCapture(createReadStream(name), protocol, warn);
  return { looksLike: describeFormat({ kind: 'recording' }), pieces: readFolder(name, warn) };
}

/** Returns the wire bytes of a capture in any format, piece by piece. */
export async function readCapture(
  source: AsyncIterable<Uint8Array>,
  protocol: CapturedProtocol,
  warn: Warn,
): Promise<Capture> {
  const [beginning, chunks] = await peek(source);
  const format = formatOf(beginning);
  const looksLike = describeFormat(format);
  switch (format.kind) {
    case 'recording':
      return { looksLike, pieces: readRecording(chunks, warn) };
    case 'text':
      // A protocol without `framing` has lines of text as records, which are never written down in hex.
      if (protocol.framing === undefined) return { looksLike, pieces: readRaw(chunks) };
      return { looksLike, pieces: readText(chunks, format.encoding, warn) };
    case 'raw':
    case 'empty':
      return { looksLike, pieces: readRaw(chunks) };
  }
}

/** Returns the error for a capture without the records or frames that were asked for. */
export const nothingIn = (looksLike: string, wanted: string): Error =>
  new Error(`it looks like ${looksLike}, and there is no ${wanted} in it. ${ACCEPTED}`);

async function* readRaw(source: AsyncIterable<Buffer>): AsyncGenerator<CapturedBytes> {
  for await (const bytes of source) yield { bytes };
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
    warn(`a recording is damaged: the bytes behind byte ${decoder.readUntil} cannot be read`);
}

async function* readText(
  source: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
  warn: Warn,
): AsyncGenerator<CapturedBytes> {
  const decoder = new TextDecoder(encoding);
  const text = new HexText(warn);
  let rest = '';
  try {
    for await (const chunk of source) {
      // A CR at the end may have its LF in the next chunk.
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      const bytes = Buffer.concat(lines.map((line) => text.push(line)));
      if (bytes.length > 0) yield { bytes };
    }
    const bytes = Buffer.concat([text.push(rest + decoder.decode()), text.end()]);
    if (bytes.length > 0) yield { bytes };
  } catch (error) {
    if (!(error instanceof UnreadableLine)) throw error;
    throw new Error(
      `it looks like ${describeFormat({ kind: 'text', encoding })}, and ${error.message}. ${ACCEPTED}`,
      { cause: error },
    );
  }
}

/** Returns the first bytes, as many as `formatOf` needs, and the whole source from its beginning. */
async function peek(source: AsyncIterable<Uint8Array>): Promise<[Buffer, AsyncGenerator<Buffer>]> {
  const iterator = source[Symbol.asyncIterator]();
  let read = Buffer.alloc(0);
  while (!isTold(read)) {
    const next = await iterator.next();
    if (next.done === true) break;
    read = Buffer.concat([read, next.value]);
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    if (read.length > 0) yield read;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
      yield Buffer.from(next.value);
  };
  return [read.subarray(0, LOOK_BYTES), all()];
}
