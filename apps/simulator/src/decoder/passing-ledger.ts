/** A passing as the decoder reported it, in the decoder's own words. */
export interface KeptPassing {
  /** 1, and one more each time the numbers began again. */
  readonly epoch: number;
  readonly passingNumber: number;
  readonly transponder: number;
  /** On the decoder's own clock. */
  readonly rtcTimeUs: number;
  readonly strength: number | undefined;
  readonly hits: number | undefined;
  readonly flags: number;
  readonly batteryVoltageV: number | undefined;
  readonly temperatureC: number | undefined;
  /** False where it was held back: only RESEND brings it. */
  readonly pushed: boolean;
}

/**
 * All that a decoder ever reported, pushed or not, oldest first: what a test compares with. Holds the last
 * `capacity` passings; RESEND is answered from those of the present epoch.
 */
export class PassingLedger {
  private passings: KeptPassing[] = [];
  private epochStart = 0;

  constructor(private readonly capacity: number) {}

  all(): readonly KeptPassing[] {
    return this.passings.slice(-this.capacity);
  }

  append(passing: KeptPassing): void {
    this.passings.push(passing);
    // Dropped in blocks, so that a full ledger does not move all of itself for each passing.
    const surplus = this.passings.length - this.capacity;
    if (surplus < Math.max(1, this.capacity / 8)) return;
    this.passings = this.passings.slice(surplus);
    this.epochStart = Math.max(0, this.epochStart - surplus);
  }

  /** The numbers begin again: RESEND knows nothing of what was before. */
  beginEpoch(): void {
    this.epochStart = this.passings.length;
  }

  /** Lowest and highest number of the present epoch, if it has any. */
  bounds(): { readonly first: number; readonly last: number } | undefined {
    const first = this.passings[this.oldest()];
    const last = this.passings.at(-1);
    return first === undefined || last === undefined
      ? undefined
      : { first: first.passingNumber, last: last.passingNumber };
  }

  /** Passings of the present epoch with these numbers, both ends included. */
  *range(fromNumber: number, untilNumber: number): Generator<KeptPassing> {
    const { passings } = this;
    for (let at = this.indexOf(fromNumber); at < passings.length; at++) {
      const passing = passings[at];
      if (passing === undefined || passing.passingNumber > untilNumber) return;
      yield passing;
    }
  }

  private oldest(): number {
    return Math.max(this.epochStart, this.passings.length - this.capacity);
  }

  /** Index of the first passing of the epoch whose number is not below `number`. */
  private indexOf(number: number): number {
    let low = this.oldest();
    let high = this.passings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.passings[middle]?.passingNumber ?? number) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
