import type { KeptPassing } from './kept-passing.js';

/**
 * Passings that a decoder reported, pushed or not, oldest first, for a test to compare with. Holds the last `capacity`
 * passings; RESEND is answered from those that the decoder has not forgotten.
 */
export class PassingLedger {
  private passings: KeptPassing[] = [];
  private firstKnown = 0;
  /** Index at which the numbers last began again at 0 within an epoch: they rise up to it, and from it on. */
  private wrap = 0;

  constructor(private readonly capacity: number) {}

  all(): readonly KeptPassing[] {
    return this.passings.slice(-this.capacity);
  }

  append(passing: KeptPassing): void {
    const last = this.passings.at(-1);
    const at = this.passings.length;
    if (at > this.firstKnown && last !== undefined && passing.passingNumber <= last.passingNumber) {
      this.firstKnown = Math.max(this.firstKnown, this.wrap);
      this.wrap = at;
    }
    this.passings.push(passing);
    this.forgetSameNumber(passing.passingNumber);
    this.dropSurplus();
  }

  /** Forgets the passings so far for RESEND; they are kept for the test alone. */
  forget(): void {
    this.firstKnown = this.passings.length;
    this.wrap = this.firstKnown;
  }

  /** Whether the known numbers go over 4294967295, so that the oldest is above the newest. */
  hasWrapped(): boolean {
    return this.oldest() < this.wrap;
  }

  /** Number of the oldest and the newest passing that the decoder knows, if it knows any. */
  bounds(): { readonly first: number; readonly last: number } | undefined {
    const first = this.passings[this.oldest()];
    const last = this.passings.at(-1);
    return first === undefined || last === undefined
      ? undefined
      : { first: first.passingNumber, last: last.passingNumber };
  }

  /** Yields the known passings with these numbers, both ends included, oldest first. */
  *range(fromNumber: number, untilNumber: number): Generator<KeptPassing> {
    const { passings } = this;
    const oldest = this.oldest();
    const wrap = Math.max(oldest, this.wrap);
    const rising = [
      { start: oldest, end: wrap },
      { start: wrap, end: passings.length },
    ];
    for (const { start, end } of rising) {
      for (let at = this.indexOf(fromNumber, start, end); at < end; at++) {
        const passing = passings[at];
        if (passing === undefined || passing.passingNumber > untilNumber) break;
        yield passing;
      }
    }
  }

  private oldest(): number {
    return Math.max(this.firstKnown, this.passings.length - this.capacity);
  }

  /** Forgets the passing whose number comes for the second time after a wrap: the new one overwrites it. */
  private forgetSameNumber(number: number): void {
    while (this.firstKnown < this.wrap && (this.passings[this.firstKnown]?.passingNumber ?? 0) <= number) {
      this.firstKnown++;
    }
  }

  private dropSurplus(): void {
    // Dropped in blocks, so that a full ledger does not move all passings for each new one.
    const surplus = this.passings.length - this.capacity;
    if (surplus < Math.max(1, this.capacity / 8)) return;
    this.passings = this.passings.slice(surplus);
    this.firstKnown = Math.max(0, this.firstKnown - surplus);
    this.wrap = Math.max(0, this.wrap - surplus);
  }

  /** Index of the first passing of a rising part whose number is not below `number`. */
  private indexOf(number: number, start: number, end: number): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.passings[middle]?.passingNumber ?? number) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
