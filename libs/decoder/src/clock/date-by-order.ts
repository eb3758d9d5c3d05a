/** A time that a passing can have, by the clock as it was in one of its eras. */
export interface DatingCandidate {
  /** Eras are counted in the order in which they came. */
  readonly era: number;
  readonly timeUs: number;
}

/** Two riders beside each other may be numbered the other way round. */
const ORDER_SLACK_US = 2_000_000;

/**
 * What order tells of when passings happened. They are given in the order of their numbers, each with the times that it can
 * have. A clock that is set goes from one era into the next and never back, and a later passing has no earlier time. Gives
 * for each what is left of its candidates, or undefined where there is no way at all: then the clock was set more often than
 * is known.
 */
export function datesByOrder(
  passings: readonly (readonly DatingCandidate[])[],
): DatingCandidate[][] | undefined {
  const reached = reachable(passings, isBefore);
  const left = reachable(reached.toReversed(), (later, earlier) => isBefore(earlier, later)).toReversed();
  return left.some((candidates) => candidates.length === 0) ? undefined : left;
}

/** Of each the candidates that some way from the first one leads to. */
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
