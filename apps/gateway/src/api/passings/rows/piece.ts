/** A part of an answer that is sent at once. */
export class Piece {
  length = 0;
  readonly bytes: Buffer;
  readonly view: DataView;

  constructor(readonly memory: ArrayBuffer) {
    this.bytes = Buffer.from(memory);
    this.view = new DataView(memory);
  }

  static of(capacity: number): Piece {
    return new Piece(Buffer.allocUnsafeSlow(capacity).buffer);
  }

  get capacity(): number {
    return this.bytes.length;
  }

  /** Returns a piece of twice the size, with what is written in this one. */
  larger(): Piece {
    const piece = Piece.of(this.capacity * 2);
    this.bytes.copy(piece.bytes, 0, 0, this.length);
    piece.length = this.length;
    return piece;
  }

  /** Writes a short text. */
  write(text: string): void {
    this.length += this.bytes.write(text, this.length);
  }
}
