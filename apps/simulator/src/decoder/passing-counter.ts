/** PASSING_NUMBER is a u32: 0 follows the highest number. */
export const NUMBER_COUNT = 2 ** 32;

/** The counter from which a decoder numbers its passings. */
export class PassingCounter {
  constructor(
    private number: number,
    private readonly step: number,
  ) {}

  /** Number of the next passing. */
  get next(): number {
    return this.number;
  }

  /** The number before the next one, given or not. */
  get last(): number {
    return numberBefore(this.number, 1);
  }

  take(): number {
    const taken = this.number;
    this.number = (taken + this.step) % NUMBER_COUNT;
    return taken;
  }

  set(number: number): void {
    if (!isPassingNumber(number)) throw new RangeError(`${number} is no passing number, give a u32`);
    this.number = number;
  }

  /** Yields the last `count` numbers, oldest first, as if each had been given. */
  *latest(count: number): Generator<number> {
    for (let back = count; back > 0; back--) yield numberBefore(this.number, back * this.step);
  }
}

export function isPassingNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number < NUMBER_COUNT;
}

function numberBefore(number: number, by: number): number {
  return (((number - by) % NUMBER_COUNT) + NUMBER_COUNT) % NUMBER_COUNT;
}
