import { HexDump } from './hex-dump.js';
import { readHexLine } from './hex-line.js';

/** Text around the bytes of an array in a program: `unsigned char a[] = {`, `};`, `unsigned int a_len = 9;`. */
const OF_PROGRAM = /^(?:[\w\s*]+\[\w*\]\s*=\s*\{|[\w\s]+_len\s*=\s*\d+;|[{}[\]();,]+)$/;
/** The names of a table's columns. */
const HEAD_OF_TABLE = /^[^\d,;\t]+(?:[,;\t][^\d,;\t]+)+$/;
/** Characters that end a file of DOS, or fill the rest of a buffer. */
// eslint-disable-next-line no-control-regex -- the expression looks for control characters
const FILLING = /[\0\x1a]+$/;

/** Receives a sentence for people about lines that are left out. */
type Warn = (message: string) => void;

/** A line that is neither hex nor text that usually surrounds it. */
export class UnreadableLine extends Error {}

/** Reads a text of frames in hex line by line: lines of hex, dumps, and logs that have either. */
export class HexText {
  private dump: HexDump | undefined;
  private line = 0;
  private readonly leftOut = { message: [] as number[], sent: [] as number[] };

  constructor(private readonly warn: Warn) {}

  /** Returns the bytes that are certain with this line. Throws an `UnreadableLine` where it cannot be read. */
  push(line: string): Buffer {
    this.line++;
    const text = line.replace(FILLING, '').trim();
    if (text === '' || text.startsWith('#') || OF_PROGRAM.test(text)) return Buffer.alloc(0);
    const dumped = this.dump?.push(text);
    if (dumped !== undefined) return dumped;
    const ended = this.endDump();
    this.dump = HexDump.from(text, this.warn);
    return this.dump === undefined ? Buffer.concat([ended, this.bytesOf(text)]) : ended;
  }

  end(): Buffer {
    const ended = this.endDump();
    const { message, sent } = this.leftOut;
    if (message.length > 0) this.warn(`${linesOf(message)} no bytes of a frame, and left out`);
    if (sent.length > 0) this.warn(`${linesOf(sent)} what was sent to the decoder, and left out`);
    return ended;
  }

  private endDump(): Buffer {
    const ended = this.dump?.end() ?? Buffer.alloc(0);
    this.dump = undefined;
    return ended;
  }

  private bytesOf(text: string): Buffer {
    const read = readHexLine(text);
    switch (read.kind) {
      case 'bytes':
        return read.bytes;
      case 'message':
      case 'sent':
        this.leftOut[read.kind].push(this.line);
        return Buffer.alloc(0);
      case 'unreadable':
        if (this.line === 1 && HEAD_OF_TABLE.test(text)) {
          this.leftOut.message.push(this.line);
          return Buffer.alloc(0);
        }
        throw new UnreadableLine(`line ${this.line} is no frame in hex; comments begin with #`);
    }
  }
}

/** `line 5 has`, or `7 lines, line 5 the first of them, have`. */
function linesOf([first = 0, ...others]: readonly number[]): string {
  return others.length === 0
    ? `line ${first} has`
    : `${others.length + 1} lines, line ${first} the first of them, have`;
}
