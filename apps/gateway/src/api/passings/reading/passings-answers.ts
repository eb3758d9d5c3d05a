import type { TimeWindow } from '#passings';
import type { AskedPassings } from '../criteria/asked-passings.js';
import type { CsvOptions } from '../rows/row-formats.js';
import type { SessionsCursor } from '../criteria/cursor.js';
import type { Piece } from '../rows/piece.js';

export interface AskedPage extends AskedPassings {
  readonly limit: number;
}

export type AskedSessions = Omit<SessionsCursor, 'after'> &
  Partial<SessionsCursor> & { readonly limit: number };

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

/** Answers from what is kept, as the bytes that are sent. */
export abstract class PassingsAnswers {
  abstract passings(asked: AskedPage): Promise<Uint8Array>;
  abstract sessions(asked: AskedSessions): Promise<Uint8Array>;
  /** Distinct transponders, inputs not counted, with a passing in the window. */
  abstract countActive(window: TimeWindow): Promise<number>;
  abstract file(asked: AskedFile): FileOfRows;
}
