/** A time that a passing can have, by the clock as it was in one of its eras. */
export interface DatingCandidate {
  /** Place of the era: eras are counted in the order of time. */
  readonly era: number;
  readonly timeUs: number;
}

/** Two riders beside each other may be numbered in either order. */
const ORDER_SLACK_US = 2_000_000;

/**
 * Narrows the times of passings by their order. `passings` are in the order of their numbers, each with its possible
 * times. A clock that is set goes from one era into the next and never back, and a later passing has no earlier time.
 * Returns the remaining candidates of each passing, or undefined where no order fits: the clock was then set more often
 * than is known.
 */
export function datesByOrder(
  passings: readonly (readonly DatingCandidate[])[],
): DatingCandidate[][] | undefined {
  const reached = reachable(passings, isBefore);
  const left = reachable(reached.toReversed(), (later, earlier) => isBefore(earlier, later)).toReversed();
  return left.some((candidates) => candidates.length === 0) ? undefined : left;
}

/** Returns for each passing the candidates to which a chain of candidates leads from the first passing. */
function reachable(
  passings: readonly (readonly DatingCandidate[])[],
  mayFollow: (one: DatingCandidate, next: DatingCandidate) => boolean,
): DatingCandidate[][] {
  const reached: DatingCandidate[][] = [];
  let before: readonly DatingCandidate[] | undefined;
  for (const candidates of passings) {
    const from = before;
    const kept =
      from === undefined
        ? [...candidates]
        : candidates.filter((next) => from.some((one) => mayFollow(one, next)));
    reached.push(kept);
    before = kept;
  }
  return reached;
}

function isBefore(one: DatingCandidate, next: DatingCandidate): boolean {
  return one.era <= next.era && one.timeUs <= next.timeUs + ORDER_SLACK_US;
}
