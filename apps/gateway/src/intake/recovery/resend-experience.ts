import { type NumberRange, subtract } from '#passings';

/**
 * `again`: the answer proves nothing yet. `leave`: the block stays missing, and is not asked for again on this connection.
 */
export type Verdict = 'empty' | 'again' | 'leave';

/** Empty blocks of narrow holes in a row that make emptiness the rule: the decoder counts by 2. */
const EMPTY_IN_A_ROW = 8;
const WIDEST_SKIPPED = 10;
/** Questions for the same block to a decoder that sends less than it has, or over a bad line. */
const MOST_ASKS = 10;
const MOST_REMEMBERED = 5000;
/** Enough for a decoder that counts by 2. */
const MOST_KEPT_BETWEEN = 16;
/** For a decoder that sends a part at a time: a block is asked for as a whole until it is complete. */
const MOST_KEPT_BETWEEN_OF_PART = 1000;

/**
 * Experience with a decoder's answers to RESEND. No answer marks an absent passing, so that an empty answer means absence,
 * except from decoders that were seen to hold back, and over lines that spoiled the answer.
 */
export class ResendExperience {
  /** The decoder sent passings of a hole only when it was asked for the same hole again. */
  private holdsBack = false;
  private reasked: NumberRange | undefined;
  private nothings = 0;
  private emptyInARow = 0;
  private takenForEmpty: NumberRange[] = [];

  /** Begins with another connection. */
  begin(): void {
    this.reasked = undefined;
    this.nothings = 0;
  }

  /** Forgets the empty ranges for another numbering. */
  forget(): void {
    this.takenForEmpty = [];
  }

  hasTakenForEmpty(number: number): boolean {
    return this.takenForEmpty.some(({ from, until }) => number >= from && number <= until);
  }

  /** Returns the other ranges that were taken for empty, and may be as wrong. */
  cameLate(numbers: readonly number[]): readonly NumberRange[] {
    const late = numbers.map((number) => ({ from: number, until: number }));
    const doubtful = subtract(this.takenForEmpty, late);
    this.takenForEmpty = [];
    return doubtful;
  }

  get isUsedToNothing(): boolean {
    return this.emptyInARow >= EMPTY_IN_A_ROW;
  }

  /** Most kept numbers between two holes that are heard again rather than asked around. */
  get mostKeptBetween(): number {
    return this.holdsBack ? MOST_KEPT_BETWEEN_OF_PART : MOST_KEPT_BETWEEN;
  }

  cameNothing(widestHole: number, isSpoiled: boolean): Verdict {
    if (isSpoiled || this.holdsBack) {
      if (++this.nothings < MOST_ASKS) return 'again';
      this.nothings = 0;
      return 'leave';
    }
    this.nothings = 0;
    if (widestHole <= WIDEST_SKIPPED) this.emptyInARow++;
    return 'empty';
  }

  settled(empty: readonly NumberRange[]): void {
    this.takenForEmpty = [...this.takenForEmpty, ...empty].slice(-MOST_REMEMBERED);
  }

  /** Returns the ranges that were taken for empty, and may not be, once the decoder is seen to hold back. */
  cameSome(block: NumberRange, heard: ReadonlySet<number>, isSpoiled: boolean): readonly NumberRange[] {
    const { reasked } = this;
    // Passings that a bad line took from the first answer were not held back.
    this.reasked = isSpoiled ? undefined : block;
    this.nothings = 0;
    this.emptyInARow = 0;
    const isLate =
      reasked !== undefined && [...heard].some((number) => number >= reasked.from && number <= reasked.until);
    if (!isLate || this.holdsBack) return [];
    this.holdsBack = true;
    const doubtful = this.takenForEmpty;
    this.takenForEmpty = [];
    return doubtful;
  }
}
