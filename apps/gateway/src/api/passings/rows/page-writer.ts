import type { ColumnNames, PassingColumns } from '#passings';
import { JSON_ITEMS } from './row-layout.js';
import { Piece } from './piece.js';
import { RowWriter } from './row-writer.js';

/** Bytes of a usual row; a page that needs more gets a larger piece. */
const BYTES_PER_ROW = 320;
const BYTES_AROUND = 512;

/** Writes a page of passings as the items of a JSON array, in bytes: it is the busiest answer. */
export class PageWriter {
  /** Names behind the numbers in the shapes that `writer` keeps. */
  private names: ColumnNames | undefined;
  private writer = new RowWriter(JSON_ITEMS);

  /** Writes `before`, the rows and `behind`; both texts are short ASCII. */
  write(before: string, rows: Iterable<PassingColumns>, count: number, behind: string): Buffer {
    let piece = Piece.of(count * BYTES_PER_ROW + BYTES_AROUND);
    piece.write(before);
    for (const some of rows) {
      if (some.names !== this.names) {
        this.names = some.names;
        this.writer = new RowWriter(JSON_ITEMS);
      }
      for (let row = 0; (row = this.writer.write(some, row, piece)) < some.length;) piece = piece.larger();
    }
    if (count > 0) piece.length--; // the comma after the last row
    if (piece.length + behind.length > piece.capacity) piece = piece.larger();
    piece.write(behind);
    return piece.bytes.subarray(0, piece.length);
  }
}
