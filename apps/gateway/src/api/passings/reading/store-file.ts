import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PassingColumns } from '#passings';
import type { ExportFormat } from '../rows/row-formats.js';
import type { Piece } from '../rows/piece.js';
import { RowWriter } from '../rows/row-writer.js';
import type { FileOfRows, Filled } from './passings-answers.js';

/** The rows of a reading in a format, written as far as there is room for them. */
export class StoreFile implements FileOfRows {
  private readonly writer: RowWriter;
  private readonly rows: AsyncIterator<PassingColumns>;
  /** Rows that are being written, from `next` on. */
  private some: PassingColumns | undefined;
  private next = 0;
  private isBegun = false;
  private isClosed = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    rows: AsyncIterable<PassingColumns>,
    private readonly format: ExportFormat,
  ) {
    this.writer = new RowWriter(format.layout);
    this.rows = rows[Symbol.asyncIterator]();
  }

  fill(piece: Piece): Promise<Filled> {
    const filled = this.last.then(async () => {
      // Yields first, because several fills are asked for in one turn of the loop: replies of Redis and other requests are
      // read between two.
      await nextTurn();
      return this.fillNow(piece);
    });
    this.last = filled;
    return filled;
  }

  close(): void {
    this.isClosed = true;
    // Runs after the current fill; its caller already gets its error.
    this.last.then(() => this.rows.return?.()).catch(() => undefined);
  }

  private async fillNow(piece: Piece): Promise<Filled> {
    piece.length = 0;
    if (!this.isBegun) piece.write(this.format.header);
    this.isBegun = true;
    for (;;) {
      if (this.some !== undefined) this.next = this.writer.write(this.some, this.next, piece);
      if (this.some !== undefined && this.next < this.some.length) return { piece, isLast: false };
      const read = this.isClosed ? { done: true as const } : await this.rows.next();
      if (read.done === true) {
        this.some = undefined;
        return { piece, isLast: true };
      }
      [this.some, this.next] = [read.value, 0];
    }
  }
}
