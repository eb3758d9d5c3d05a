import type { AskedPassings } from '../criteria/asked-passings.js';
import type { Piece } from '../rows/piece.js';
import type { CsvOptions } from '../rows/row-formats.js';
import type { Asked, Found, QueryName } from './queries/queries.js';

/** Everything that matches, or the first `limit` rows of it. */
export interface AskedFile extends AskedPassings {
  readonly limit?: number;
  /** Of one of the formats that there are. */
  readonly mediaType: string;
  /** How it is wanted, where it is CSV. */
  readonly csv?: CsvOptions;
}

/** A file, as far as it goes into a piece; the last one may be empty. */
export interface Filled {
  readonly piece: Piece;
  readonly isLast: boolean;
}

/** A file that is read as it is written. */
export interface FileOfRows {
  /**
   * Fills the memory of the piece anew, in whatever thread: the piece itself is no good any more. Called again before the
   * one before is full, it goes on behind that.
   */
  fill(piece: Piece): Promise<Filled>;
  /** Nothing more of it is wanted. */
  close(): void;
}

/** Answers from what is kept of a site. */
export abstract class PassingsAnswers {
  abstract ask<Name extends QueryName>(name: Name, site: string, asked: Asked<Name>): Promise<Found<Name>>;
  abstract file(site: string, asked: AskedFile): FileOfRows;
}
