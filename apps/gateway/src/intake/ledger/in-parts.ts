import type { Passing } from '#passings';

/**
 * Most passings that a part may have looked up: the store looks a passing up where its number is not above all of its
 * decoder's. Redis serves no other command meanwhile: some tens of milliseconds for so many in ten minutes of a busy track.
 */
export const MOST_LOOKED_UP = 250;

/** Divides a batch so that no part has more than `MOST_LOOKED_UP` to be looked up; nearly always it is one part. */
export function inParts(
  batch: readonly Passing[],
  highestOf: (decoderId: string) => number | undefined,
): (readonly Passing[])[] {
  const highest = new Map<string, number>();
  const parts: (readonly Passing[])[] = [];
  let [from, lookedUp] = [0, 0];
  for (const [at, { decoderId, passingNumber }] of batch.entries()) {
    const above = highest.get(decoderId) ?? highestOf(decoderId) ?? -1;
    if (passingNumber !== null && passingNumber > above) highest.set(decoderId, passingNumber);
    else if (++lookedUp > MOST_LOOKED_UP) {
      parts.push(batch.slice(from, at));
      [from, lookedUp] = [at, 1];
    }
  }
  parts.push(from === 0 ? batch : batch.slice(from));
  return parts;
}
