import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

/** Bytes that only a text of hexadecimal frames begins with; a raw capture begins with a SOR or with anything else. */
const HEX_TEXT = /^[\s0-9A-Fa-f#]/;
const HEX_LINE = /^[0-9A-Fa-f\s]*$/;

/** The wire bytes of a capture, piece by piece: raw bytes, or a text with a frame in hex on each line. */
export async function* readCapture(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let isText: boolean | undefined;
  let rest = '';
  let line = 0;
  for await (const chunk of source) {
    isText ??= HEX_TEXT.test(String.fromCharCode(chunk[0] ?? 0));
    if (!isText) {
      yield Buffer.from(chunk);
      continue;
    }
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) yield frameOf(text, ++line);
  }
  if (rest !== '') yield frameOf(rest, line + 1);
}

/** A file, or standard input where the name is `-`. */
export function openCapture(name: string, standardInput: Readable): Readable {
  return name === '-' ? standardInput : createReadStream(name);
}

function frameOf(text: string, line: number): Buffer {
  if (text.trimStart().startsWith('#')) return Buffer.alloc(0);
  const digits = text.replace(/\s/g, '');
  if (!HEX_LINE.test(text) || digits.length % 2 !== 0) {
    throw new Error(`line ${line} is no frame in hex; comments begin with #`);
  }
  return Buffer.from(digits, 'hex');
}
