import type { AskedPassings } from '../criteria/asked-passings.js';
import type { Piece } from '../rows/piece.js';
import type { CsvOptions } from '../rows/row-formats.js';
import type { Asked, Found, QueryName } from './queries/queries.js';

/** All matching passings, or the first `limit` rows of them. */
export interface AskedFile extends AskedPassings {
  readonly limit?: number;
  /** Media type of one of `EXPORT_FORMATS`. */
  readonly mediaType: string;
  /** Options of a CSV, ignored for other formats. */
  readonly csv?: CsvOptions;
}

/** A piece with the rows of a file that fit into it; the last piece may be empty. */
export interface Filled {
  readonly piece: Piece;
  readonly isLast: boolean;
}

/** A file that is read as it is written. */
export interface FileOfRows {
  /**
   * Fills the memory of the piece anew, in whatever thread: the passed piece itself is no longer usable. A second call before
   * the first resolves goes on behind it.
   */
  fill(piece: Piece): Promise<Filled>;
  /** Ends the file: no further rows are wanted. */
  close(): void;
}

/** Answers from the stored passings of a site. */
export abstract class PassingsAnswers {
  abstract ask<Name extends QueryName>(name: Name, site: string, asked: Asked<Name>): Promise<Found<Name>>;
  abstract file(site: string, asked: AskedFile): FileOfRows;
}
