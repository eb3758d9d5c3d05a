/** A deletion that waits: passings older than `untilUs` are to be dropped, as announced at `atMs`. */
export interface AnnouncedDeletion {
  readonly atMs: number;
  readonly untilUs: number;
}

/** State of retention that is kept over a restart. */
export interface RetentionState {
  /** Setting in force; null: everything is kept. */
  readonly days: number | null;
  readonly announced: AnnouncedDeletion | null;
  /** Time before which passings may go in any amount: they were announced, or the setting was changed. */
  readonly allowedUntilUs: number;
  /** Last time at which the clock was believed; null until then. */
  readonly provenAtMs: number | null;
  /** Time before which all dropped passings lie. */
  readonly droppedUntilUs: number | null;
}

/** Passings that are old by the setting, and by a clock that is believed. */
export interface DueDeletion {
  readonly nowMs: number;
  readonly days: number;
  /** Time before which passings are due. */
  readonly cutoffUs: number;
  readonly passings: number;
  /** Number of due passings older than `allowedUntilUs`, which may go already. */
  readonly allowedPassings: number;
  readonly keptPassings: number;
}

export interface DeletionPlan {
  readonly state: RetentionState;
  /** Time before which passings are dropped now. */
  readonly dropUntilUs: number;
}

/** Share of the kept passings above which a deletion is announced first: it is mostly due to a wrong clock or setting. */
export const LARGEST_SHARE = 0.1;
export const ANNOUNCED_FOR_MS = 86_400_000;

const NEW = { announced: null, allowedUntilUs: 0, provenAtMs: null, droppedUntilUs: null } as const;

/**
 * Plans which of the due passings may go now. More than a tenth at once is announced and waits for a day, unless the
 * days to keep were made fewer. The share counts all due passings, not those of one run, so that many small runs are no
 * way around it. `state` is undefined on the very first run: the setting before it is then unknown.
 */
export function planDeletion(state: RetentionState | undefined, due: DueDeletion): DeletionPlan {
  const { nowMs, days, cutoffUs, passings, allowedPassings, keptPassings } = due;
  const before = state ?? { ...NEW, days };
  const believed = { ...before, days, provenAtMs: nowMs };
  if (before.days === null || days < before.days) return allow(believed, cutoffUs);

  // The allowance ends once all allowed passings are gone.
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
