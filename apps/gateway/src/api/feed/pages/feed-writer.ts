import type { ColumnNames, FeedPage } from '#passings';
import { Piece } from '../../passings/rows/piece.js';
import { JSON_LINES, type RowLayout } from '../../passings/rows/row-layout.js';
import { RowWriter } from '../../passings/rows/row-writer.js';

/** The cursor is the last value of a row. */
const UP_TO_CURSOR: RowLayout = { ...JSON_LINES, behind: ',"cursor":"' };
const BEHIND_CURSOR = '"},';
const BEFORE_ROWS = '{"success":true,"passings":[';
/** Bytes of a usual row with its cursor; more of them get a larger piece. */
const BYTES_PER_ROW = 400;
const BYTES_AROUND = 1024;

/** The writer of rows, kept over many answers: making the shape of a row takes longer than writing it. */
export class RowWriters {
  private latest: { readonly names: ColumnNames; readonly writer: RowWriter } | undefined;

  of(names: ColumnNames): RowWriter {
    if (this.latest?.names !== names) this.latest = { names, writer: new RowWriter(UP_TO_CURSOR) };
    return this.latest.writer;
  }
}

/** Writes the answer with rows of the feed as bytes. */
export class FeedWriter {
  count = 0;
  private piece = Piece.of(BYTES_AROUND);

  /** `rows`: how many there may be; memory for them is taken with the first. */
  constructor(
    private readonly rows: number,
    private readonly writers: RowWriters,
  ) {}

  add(page: FeedPage, row: number): void {
    const { columns } = page;
    if (this.count === 0) this.piece = Piece.of(this.rows * BYTES_PER_ROW + BYTES_AROUND);
    if (this.count === 0) this.piece.write(BEFORE_ROWS);
    const writer = this.writers.of(columns.names);
    const cursor = page.cursorAt(row) + BEHIND_CURSOR;
    while (writer.write(columns, row, this.piece, row + 1) === row) this.piece = this.piece.larger();
    // Room for what stands behind the last row as well.
    if (this.piece.capacity - this.piece.length < BYTES_AROUND) this.piece = this.piece.larger();
    this.piece.write(cursor);
    this.count++;
  }

  /** Returns the whole answer; `values` stand behind the rows. */
  end(values: object): Buffer {
    if (this.count === 0) this.piece.write(BEFORE_ROWS);
    else this.piece.length--; // the comma after the last row
    this.piece.write(`],${JSON.stringify(values).slice(1)}`);
    return this.piece.bytes.subarray(0, this.piece.length);
  }
}
