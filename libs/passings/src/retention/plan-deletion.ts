/** A deletion that waits: what is older than `untilUs` is to be dropped, and that was said at `atMs`. */
export interface AnnouncedDeletion {
  readonly atMs: number;
  readonly untilUs: number;
}

/** What retention has to remember over a restart. */
export interface RetentionState {
  /** The setting in force; null: everything is kept. */
  readonly days: number | null;
  readonly announced: AnnouncedDeletion | null;
  /** What is older may go however much it is: it was announced, or the setting was changed. */
  readonly allowedUntilUs: number;
  /** The last time at which the clock was believed; null as long as it was not. */
  readonly provenAtMs: number | null;
  /** Everything that was dropped is older than this. */
  readonly droppedUntilUs: number | null;
}

/** What is old by the setting, and by a clock that is believed. */
export interface DueDeletion {
  readonly nowMs: number;
  readonly days: number;
  /** What is older is due. */
  readonly cutoffUs: number;
  readonly passings: number;
  /** Of these, the ones that may go already: older than `allowedUntilUs`. */
  readonly allowedPassings: number;
  readonly keptPassings: number;
}

export interface DeletionPlan {
  readonly state: RetentionState;
  /** What is older is dropped now. */
  readonly dropUntilUs: number;
}

/** Of what is kept: more than this at once is a clock or a setting that is wrong more often than it is meant. */
export const LARGEST_SHARE = 0.1;
export const ANNOUNCED_FOR_MS = 86_400_000;

const NEW = { announced: null, allowedUntilUs: 0, provenAtMs: null, droppedUntilUs: null } as const;

/**
 * How much of what is due may go now. More than a tenth at once is announced and waits for a day, unless the days to keep
 * were made fewer. How much that is counts all that is due, not what one run gets done, so that many small runs are no way
 * around it. `state` is undefined on the first run ever: which setting was in force before is then not known.
 */
export function planDeletion(state: RetentionState | undefined, due: DueDeletion): DeletionPlan {
  const { nowMs, days, cutoffUs, passings, allowedPassings, keptPassings } = due;
  const before = state ?? { ...NEW, days };
  const believed = { ...before, days, provenAtMs: nowMs };
  if (before.days === null || days < before.days) return allow(believed, cutoffUs);

  // Once all of it is gone, what was allowed is allowed no more.
  const known = { ...believed, allowedUntilUs: allowedPassings > 0 ? before.allowedUntilUs : 0 };
  const isFew = passings - allowedPassings <= LARGEST_SHARE * keptPassings;
  if (isFew) return { state: { ...known, announced: null }, dropUntilUs: cutoffUs };

  const dropUntilUs = Math.min(known.allowedUntilUs, cutoffUs);
  const { announced } = known;
  const isStillDue = announced !== null && announced.untilUs <= cutoffUs && announced.atMs <= nowMs;
  if (!isStillDue) return { state: { ...known, announced: { atMs: nowMs, untilUs: cutoffUs } }, dropUntilUs };
  if (nowMs < announced.atMs + ANNOUNCED_FOR_MS) return { state: known, dropUntilUs };
  return allow(known, announced.untilUs);
}

function allow(state: RetentionState, untilUs: number): DeletionPlan {
  return { state: { ...state, announced: null, allowedUntilUs: untilUs }, dropUntilUs: untilUs };
}
