import type { Passing } from '../domain/passing.js';
import { type ColumnNames, PassingColumns } from '../domain/passing-columns.js';
import type { PassingPosition, PassingsPage } from '../ports/passings.repository.js';
import type { Chunk, RecordRef } from './chunk-reader.js';
import { decodeInto, decodePassing, type Source } from './chunk-record.js';

export interface FoundRow {
  readonly chunk: Chunk;
  readonly record: RecordRef;
}

export interface PageNames extends ColumnNames {
  place(source: number): Source;
}

const COLUMNS = 1024;

/** Rows of a page, decoded on demand, to objects or columns. */
export class FoundPage implements PassingsPage {
  constructor(
    private readonly rows: readonly FoundRow[],
    readonly next: PassingPosition | undefined,
    private readonly names: PageNames,
  ) {}

  get count(): number {
    return this.rows.length;
  }

  passings(): Passing[] {
    return this.rows.map(({ chunk: { chunk, view }, record: { at, position } }) => {
      const transponderId = this.names.transponderId(position.transponder);
      return decodePassing(view, at, chunk, this.names.place(position.source), transponderId);
    });
  }

  /** Yields the same columns object, filled anew. */
  *columns(): Generator<PassingColumns> {
    const columns = new PassingColumns(Math.min(this.rows.length, COLUMNS), this.names);
    for (const { chunk, record } of this.rows) {
      decodeInto(columns, chunk.view, record.at, chunk.chunk);
      if (columns.length < columns.capacity) continue;
      yield columns;
      columns.length = 0;
    }
    if (columns.length > 0) yield columns;
  }
}
