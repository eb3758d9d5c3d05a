/** What a decoder says of the numbering that is in force, as far as it says anything; null where it does not. */
export interface Numbering {
  /** Id by which the decoder names itself on the wire. */
  readonly wireId: number | string | null;
  readonly sessionNumber: number | null;
  /** When the session began, seconds since 1970 by the decoder's clock. */
  readonly sessionTimeS: number | null;
  /** The lowest number that it had. */
  readonly lowestNumber: number | null;
}

/** The newest passing of a numbering: a decoder that sends another one under this number numbers anew. */
export interface Witness {
  readonly number: number;
  readonly rtcTimeUs: number | null;
  /** As the decoder reported it; a ledger does not keep it. */
  readonly utcTimeUs?: number | undefined;
  readonly transponderId: string | null;
}

/** Whether a passing can be told from another one of its number: without a time of the decoder it cannot. */
export function isTelling({ rtcTimeUs }: Witness): boolean {
  return rtcTimeUs !== null;
}

export const DOUBT_REASONS = [
  /** It does not send passings again, and its session does not tell either. */
  'cannot_resend',
  /** It has no passing any more that is kept here: cleared, or begun anew. */
  'memory_cleared',
  /** Its first passings came to it before it was connected, and it cannot be asked for them. */
  'began_unseen',
] as const;
export type DoubtReason = (typeof DOUBT_REASONS)[number];

/** Passings may be missing of which nobody knows. */
export interface Doubt {
  readonly reason: DoubtReason;
  readonly sinceMs: number;
}

/** The decoder was out of sight since `highest`, and it is not known yet whether its numbers went on from there. */
export interface Unproven {
  readonly witness: Witness | null;
  /** Numbers up to this one were counted before. */
  readonly highest: number;
  readonly sinceMs: number;
  /** Why the decoder could not settle it so far; null while it was not asked. */
  readonly reason: DoubtReason | null;
  /** Passings of numbers that were counted before, which came since: that these are kept proves nothing. */
  readonly arrived: readonly Witness[];
}

/** More are not told apart: from then on nothing that is kept proves anything. */
export const MOST_ARRIVED = 100;

/** A lower number at a later time: the numbers began again, or the clock was set back. */
export function isLaterThan(witness: Witness | null, { number, rtcTimeUs }: Witness): boolean {
  if (witness?.rtcTimeUs == null || rtcTimeUs === null) return false;
  return number < witness.number && rtcTimeUs > witness.rtcTimeUs;
}

export function isSamePassing(one: Witness, other: Witness): boolean {
  return one.number === other.number && one.rtcTimeUs === other.rtcTimeUs;
}

export const UNKNOWN_NUMBERING: Numbering = {
  wireId: null,
  sessionNumber: null,
  sessionTimeS: null,
  lowestNumber: null,
};

/** `goes_on`: the numbers go on from those that are kept. `began_again`: they do not. */
export type Verdict = 'goes_on' | 'began_again';

/** What a decoder tells of its numbers (P3: SESSION). */
export interface DecoderSession {
  /** The lowest number that it has. */
  readonly firstNumber: number;
  readonly lastNumber: number;
  readonly numbering: Numbering;
}

/** Settles it by the one number that was asked for again. */
export function verdictOfWitness(witness: Witness, sent: Witness): Verdict {
  const isSame = witness.rtcTimeUs === sent.rtcTimeUs && witness.transponderId === sent.transponderId;
  return isSame ? 'goes_on' : 'began_again';
}

/**
 * Settles it by the decoder's own word, where it cannot be asked for a passing. A session that is the same proves nothing: its
 * number and its start may be the same after each power-on.
 */
export function verdictOfSession(
  known: Numbering,
  highest: number,
  { firstNumber, lastNumber, numbering }: DecoderSession,
): 'began_again' | undefined {
  const isOther =
    isAnother(known.wireId, numbering.wireId) ||
    isAnother(known.sessionNumber, numbering.sessionNumber) ||
    isAnother(known.sessionTimeS, numbering.sessionTimeS);
  // Behind the highest number comes 0, and then the lowest that it has is above the last.
  const wasOverTheTop = known.lowestNumber !== null && known.lowestNumber > highest + 1;
  const isFromElsewhere = firstNumber > lastNumber + 1 && firstNumber > highest && !wasOverTheTop;
  const isBelow = lastNumber < highest || isFromLower(known, numbering);
  if (isOther || isBelow || isFromElsewhere) return 'began_again';
  return undefined;
}

/** Whether a session differs from what is known only by when it began: that may as well be a clock that runs. */
export function differsInTimeAlone(known: Numbering, told: Numbering): boolean {
  return (
    isAnother(known.sessionTimeS, told.sessionTimeS) &&
    !isAnother(known.sessionNumber, told.sessionNumber) &&
    !isAnother(known.wireId, told.wireId)
  );
}

/** Passings that a decoder sent when it was asked for all that it has. */
export interface Inventory {
  readonly sent: readonly Witness[];
  /** Of those whose numbers were counted before: the ones that are kept as they came, and the ones that are not. */
  readonly kept: ReadonlySet<number>;
  readonly others: ReadonlySet<number>;
}

/**
 * Settles it by all that the decoder has, where the newest passing is not among that. A number that was counted before and
 * comes as another passing: they began again. Else one that is kept: they go on. Numbers right behind those that were
 * counted alone: they go on, and the memory was cleared. Undefined where nothing tells.
 */
export function verdictOfInventory(highest: number, { sent, kept, others }: Inventory): Verdict | undefined {
  if (others.size > 0) return 'began_again';
  if (kept.size > 0) return 'goes_on';
  const lowest = Math.min(...sent.map(({ number }) => number));
  if (lowest <= highest) return 'began_again';
  return lowest <= highest + MOST_SKIPPED ? 'goes_on' : undefined;
}

/** Some decoders count by 2. */
export const MOST_SKIPPED = 2;

function isAnother(known: Numbering['wireId'], told: Numbering['wireId']): boolean {
  return known !== null && told !== null && known !== told;
}

/** The lowest number that a decoder has never falls while its numbers go on. */
export function isFromLower(known: Numbering, told: Numbering): boolean {
  if (told.lowestNumber === null || known.lowestNumber === null) return false;
  return told.lowestNumber < known.lowestNumber;
}
