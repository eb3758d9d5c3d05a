/** Some bytes of an answer that are sent at once. */
export class Piece {
  length = 0;
  readonly bytes: Buffer;
  readonly view: DataView;

  constructor(readonly capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, capacity);
  }

  /** A short text. */
  write(text: string): void {
    this.length += this.bytes.write(text, this.length);
  }
}
