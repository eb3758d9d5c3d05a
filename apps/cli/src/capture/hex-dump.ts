const XXD = /^[0-9a-f]{4,16}:\s/i;
const CANONICAL = /^[0-9a-f]{6,16}\s{2,}(?:[0-9a-f]{2}\s+)+\|/i;
/** An offset of zeros alone, so that no line of plain hex is taken for a dump. */
const FROM_ZERO = /^(?:0{6,16}\s+(?:[0-9a-f]{4}|[0-9a-f]{2})(?:\s|$)|0{4,5}\s{2,}[0-9a-f]{2}(?:\s|$))/i;
const LINE = /^([0-9a-f]{4,16}):?(?:\s+(\S.*))?$/i;
const SAME_AGAIN = '*';
/** Limit in bytes of a repetition that a `*` stands for; no capture has as many alike. */
const MOST_REPEATED = 64 * 1024 * 1024;

interface DumpLine {
  readonly offset: string;
  readonly bytes: Buffer;
}

/** Receives a sentence for people about bytes that a dump lacks. */
type Warn = (message: string) => void;

/** Reads a dump of xxd, hexdump or od, line by line. Its offsets say how often a line comes again, and prove the rest. */
export class HexDump {
  /** The bytes of the line before: the next line may cut or repeat them. */
  private held: Buffer;
  private offset: number;
  private isRepeated = false;

  private constructor(
    first: DumpLine,
    private readonly isXxd: boolean,
    private readonly isOfWords: boolean,
    /** Bases that the offsets may be written in; later lines tell which. */
    private bases: readonly number[],
    private readonly warn: Warn,
  ) {
    this.held = first.bytes;
    this.offset = parseInt(first.offset, 16);
  }

  /** Returns a dump that begins with this line; undefined where none does. */
  static from(line: string, warn: Warn): HexDump | undefined {
    const isXxd = XXD.test(line);
    if (!isXxd && !CANONICAL.test(line) && !FROM_ZERO.test(line)) return undefined;
    const first = dumpLine(line, isXxd);
    if (first === undefined || first.bytes.length === 0) return undefined;
    const isOfWords = !isXxd && hasWords(line);
    const isOfOd = !isXxd && first.offset.length === 7;
    const bases = !isOfOd ? [16] : isOfWords ? [16, 8, 10] : [8, 10, 16];
    return new HexDump(first, isXxd, isOfWords, bases, warn);
  }

  /** Returns the bytes that are certain with this line; undefined where it is no line of this dump. */
  push(line: string): Buffer | undefined {
    if (line === SAME_AGAIN) {
      this.isRepeated = true;
      return Buffer.alloc(0);
    }
    const next = dumpLine(line, this.isXxd);
    return next === undefined ? undefined : this.goOn(next);
  }

  /** Returns the rest at the end of the dump. */
  end(): Buffer {
    if (this.isRepeated)
      this.warn(
        'a dump ends with *, which does not tell how often its last line comes: make the dump with -v',
      );
    return this.held;
  }

  private goOn(next: DumpLine): Buffer | undefined {
    const { held } = this;
    const expected = this.offset + held.length;
    // A dump of words shows a last odd byte as a whole word; the offset after it tells.
    const mayBeHalf = this.isOfWords && next.bytes.length === 0;
    const fitting = this.bases.filter((base) => {
      const distance = offsetIn(next.offset, base) - expected;
      return this.fits(distance) || (mayBeHalf && distance === -1);
    });
    if (fitting.length > 0) this.bases = fitting;
    const offset = offsetIn(next.offset, this.bases[0] ?? 16);
    const missing = offset - expected;
    let certain = held;
    if (this.isRepeated && fitting.length > 0)
      certain = Buffer.concat(Array.from({ length: 1 + missing / held.length }, () => held));
    else if (missing === -1 && fitting.length > 0) certain = held.subarray(0, -1);
    else if (!(missing >= 0)) return undefined;
    else if (missing > 0)
      this.warn(`a dump goes on at ${next.offset}: the ${missing} bytes before it are missing`);
    this.held = next.bytes;
    this.offset = offset;
    this.isRepeated = false;
    return certain;
  }

  /** Whether an offset lies where the bytes of the line before, or its repetitions, end. */
  private fits(distance: number): boolean {
    return this.isRepeated
      ? distance >= 0 && distance <= MOST_REPEATED && distance % this.held.length === 0
      : distance === 0;
  }
}

function offsetIn(text: string, base: number): number {
  const offset = parseInt(text, base);
  return offset.toString(base) === text.toLowerCase().replace(/^0+(?=.)/, '') ? offset : NaN;
}

function dumpLine(line: string, isXxd: boolean): DumpLine | undefined {
  const [, offset = '', rest = ''] = LINE.exec(line) ?? [];
  if (offset === '') return undefined;
  // Columns after the bytes may show them as characters.
  const [hex = ''] = rest.split(isXxd ? /\s{2,}/ : /\s{3,}|\s*[|>]/);
  const tokens = hex.split(/\s+/).filter((token) => token !== '');
  const isHex = tokens.every((token) => /^(?:[0-9a-f]{2})+$/i.test(token));
  if (!isHex || (!isXxd && !tokens.every(({ length }) => length === tokens[0]?.length && length <= 4)))
    return undefined;
  const bytes = Buffer.from(tokens.join(''), 'hex');
  return { offset, bytes: !isXxd && tokens[0]?.length === 4 ? bytes.swap16() : bytes };
}

function hasWords(line: string): boolean {
  return /^[0-9a-f]+\s+[0-9a-f]{4}(?:\s|$)/i.test(line);
}
