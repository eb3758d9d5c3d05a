import { type NumberRange, subtract } from '#passings';

/** `again`: it says nothing yet. `leave`: it stays missing, and is not asked for again on this connection. */
export type Verdict = 'empty' | 'again' | 'leave';

/** Blocks of narrow holes that turned out empty so often in a row are the rule: a decoder that counts by 2. */
const EMPTY_IN_A_ROW = 8;
const WIDEST_SKIPPED = 10;
/** How often one that sends less than it has, or over a bad line, is asked for the same. */
const MOST_ASKS = 10;
const MOST_REMEMBERED = 5000;
/** Some decoders count by 2. */
const MOST_KEPT_BETWEEN = 16;
/** Where a part comes at a time, a block is asked for as a whole until it is complete. */
const MOST_KEPT_BETWEEN_OF_PART = 1000;

/**
 * What the answers of a decoder to RESEND have taught. Nothing marks what it does not have, so "nothing came" means
 * "there is nothing", but for decoders that were seen to hold back, and for lines that spoiled what came.
 */
export class ResendExperience {
  /** It sent something of a hole only when it was asked again for the same. */
  private holdsBack = false;
  private reasked: NumberRange | undefined;
  private nothings = 0;
  private emptyInARow = 0;
  private takenForEmpty: NumberRange[] = [];

  /** Another connection. */
  begin(): void {
    this.reasked = undefined;
    this.nothings = 0;
  }

  /** Another numbering. */
  forget(): void {
    this.takenForEmpty = [];
  }

  hasTakenForEmpty(number: number): boolean {
    return this.takenForEmpty.some(({ from, until }) => number >= from && number <= until);
  }

  /** Gives what else was taken for empty, and may not be either. */
  cameLate(numbers: readonly number[]): readonly NumberRange[] {
    const late = numbers.map((number) => ({ from: number, until: number }));
    const doubtful = subtract(this.takenForEmpty, late);
    this.takenForEmpty = [];
    return doubtful;
  }

  get isUsedToNothing(): boolean {
    return this.emptyInARow >= EMPTY_IN_A_ROW;
  }

  /** How many kept numbers between two holes are heard again rather than asked around. */
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

  /** Gives what was taken for empty and may not be. */
  cameSome(block: NumberRange, heard: ReadonlySet<number>, isSpoiled: boolean): readonly NumberRange[] {
    const { reasked } = this;
    // What a bad line took from the first answer was not held back.
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
