/** Bytes that are read in pieces. */
export interface Bytes {
  readonly size: number;
  /** Returns fewer than `length` bytes only at the end. */
  slice(at: number, length: number): Buffer;
}

export interface Range {
  readonly at: number;
  readonly length: number;
}

const PIECE_BYTES = 65_536;

/** Bytes with ranges taken out; offsets are those of the rest. */
export class JoinedBytes implements Bytes {
  /** Removed ranges by their offsets in `whole`, in order. */
  readonly removed: Range[] = [];

  constructor(private readonly whole: Bytes) {}

  get size(): number {
    return this.removed.reduce((size, { length }) => size - length, this.whole.size);
  }

  slice(at: number, length: number): Buffer {
    const pieces: Buffer[] = [];
    for (const range of this.kept({ at, length })) pieces.push(this.whole.slice(range.at, range.length));
    const [sole] = pieces;
    return pieces.length === 1 && sole !== undefined ? sole : Buffer.concat(pieces);
  }

  /** Takes out a range, which lies behind all others that were taken out. */
  remove({ at, length }: Range): void {
    this.removed.push({ at: this.wholeAt(at), length });
  }

  putBack(): void {
    this.removed.pop();
  }

  /** Returns the ranges of `whole` that make up a range of the rest. */
  kept({ at, length }: Range): Range[] {
    const ranges: Range[] = [];
    let from = 0;
    let leftAt = 0;
    for (const { at: holeAt, length: holeLength } of [...this.removed, { at: this.whole.size, length: 0 }]) {
      const begin = Math.max(at, leftAt);
      const end = Math.min(at + length, leftAt + holeAt - from);
      if (end > begin) ranges.push({ at: from + begin - leftAt, length: end - begin });
      leftAt += holeAt - from;
      from = holeAt + holeLength;
    }
    return ranges;
  }

  private wholeAt(at: number): number {
    return this.removed.reduce((whole, hole) => (hole.at <= whole ? whole + hole.length : whole), at);
  }
}

/** Counts the zero bytes from `at` on. */
export function zerosAt(bytes: Bytes, at: number): number {
  for (let end = at; ;) {
    const piece = bytes.slice(end, PIECE_BYTES);
    const other = piece.findIndex((byte) => byte !== 0);
    if (other >= 0) return end + other - at;
    end += piece.length;
    if (piece.length < PIECE_BYTES) return end - at;
  }
}
