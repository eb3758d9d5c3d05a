import type { Passing, Witness } from '#passings';

const MOST_OF_A_DECODER = 4096;

/** Ring of passings: each number has a place, and takes it over from the number `MOST_OF_A_DECODER` further back. */
class RecentOfDecoder {
  private readonly numbers = new Float64Array(MOST_OF_A_DECODER).fill(Number.NaN);
  private readonly rtcTimesUs = new Float64Array(MOST_OF_A_DECODER);

  note(number: number, rtcTimeUs: number): void {
    const place = number % MOST_OF_A_DECODER;
    this.numbers[place] = number;
    this.rtcTimesUs[place] = rtcTimeUs;
  }

  has(number: number, rtcTimeUs: number): boolean {
    const place = number % MOST_OF_A_DECODER;
    return this.numbers[place] === number && this.rtcTimesUs[place] === rtcTimeUs;
  }
}

/** The passings stored last, by number and RTC time: no two passings of a decoder have both in common. */
export class RecentPassings {
  private readonly decoders = new Map<string, RecentOfDecoder>();

  note(stored: readonly Passing[]): void {
    for (const { decoderId, passingNumber, rtcTimeUs } of stored)
      if (passingNumber !== null && rtcTimeUs !== null) this.of(decoderId).note(passingNumber, rtcTimeUs);
  }

  has(decoderId: string, { number, rtcTimeUs }: Witness): boolean {
    return rtcTimeUs !== null && this.decoders.get(decoderId)?.has(number, rtcTimeUs) === true;
  }

  private of(decoderId: string): RecentOfDecoder {
    const known = this.decoders.get(decoderId);
    if (known !== undefined) return known;
    const begun = new RecentOfDecoder();
    this.decoders.set(decoderId, begun);
    return begun;
  }
}
