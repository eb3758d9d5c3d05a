import type { Passing, Witness } from '#passings';

const MOST_OF_A_DECODER = 4096;

/** The passings that were stored last, by what cannot be said of two: their number and the time of their decoder. */
export class RecentPassings {
  private readonly rtcTimes = new Map<string, Map<number, number>>();

  note(stored: readonly Passing[]): void {
    for (const { decoderId, passingNumber, rtcTimeUs } of stored) {
      if (passingNumber === null || rtcTimeUs === null) continue;
      const known = this.rtcTimes.get(decoderId) ?? new Map<number, number>();
      this.rtcTimes.set(decoderId, known);
      known.delete(passingNumber);
      known.set(passingNumber, rtcTimeUs);
      const [oldest] = known.keys();
      if (known.size > MOST_OF_A_DECODER && oldest !== undefined) known.delete(oldest);
    }
  }

  has(decoderId: string, { number, rtcTimeUs }: Witness): boolean {
    return rtcTimeUs !== null && this.rtcTimes.get(decoderId)?.get(number) === rtcTimeUs;
  }
}
