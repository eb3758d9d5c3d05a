/** Values by which a decoder identifies its present numbering; null where it does not tell them. */
export interface Numbering {
  /** Id by which the decoder names itself on the wire. */
  readonly wireId: number | string | null;
  readonly sessionNumber: number | null;
  /** Moment when the session began, seconds since 1970 by the decoder's clock. */
  readonly sessionTimeS: number | null;
  /** The lowest number that the decoder had. */
  readonly lowestNumber: number | null;
}

/** The newest passing of a numbering: a decoder that sends another passing under this number numbers anew. */
export interface Witness {
  readonly number: number;
  readonly rtcTimeUs: number | null;
  /** Time as the decoder reported it; a ledger does not keep it. */
  readonly utcTimeUs?: number | undefined;
  readonly transponderId: string | null;
}

/** Whether a passing can be told from another one of its number, which takes a time of the decoder. */
export function isTelling({ rtcTimeUs }: Witness): boolean {
  return rtcTimeUs !== null;
}

export const DOUBT_REASONS = [
  /** the decoder does not send passings again, and its session proves nothing */
  'cannot_resend',
  /** the decoder has no passing any more that is kept here: cleared, or begun anew */
  'memory_cleared',
  /** the decoder's first passings came before it was connected, and it cannot be asked for them */
  'began_unseen',
] as const;
export type DoubtReason = (typeof DOUBT_REASONS)[number];

/** A doubt whether further passings are missing. */
export interface Doubt {
  readonly reason: DoubtReason;
  readonly sinceMs: number;
}

/** The decoder was out of sight since `highest`, and its numbers are not proven to go on from there. */
export interface Unproven {
  readonly witness: Witness | null;
  /** Highest number that was counted before. */
  readonly highest: number;
  readonly sinceMs: number;
  /** Reason why the decoder could not prove it so far; null before it is asked. */
  readonly reason: DoubtReason | null;
  /** Passings since then whose numbers were counted before: kept here or not, they prove nothing. */
  readonly arrived: readonly Witness[];
}

/** Most passings in `arrived`: beyond this number no kept passing proves anything. */
export const MOST_ARRIVED = 100;

/** Whether a lower number has a later time: the numbers began again, or the clock was set back. */
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

/** Range of a decoder's numbers by its own word (P3: SESSION). */
export interface DecoderSession {
  /** The lowest number that the decoder has. */
  readonly firstNumber: number;
  readonly lastNumber: number;
  readonly numbering: Numbering;
}

/** Decides by the one number that was requested again. */
export function verdictOfWitness(witness: Witness, sent: Witness): Verdict {
  const isSame = witness.rtcTimeUs === sent.rtcTimeUs && witness.transponderId === sent.transponderId;
  return isSame ? 'goes_on' : 'began_again';
}

/**
 * Decides by the decoder's own word, where it cannot be asked for a passing. An unchanged session proves nothing: its
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
  // 0 follows the highest possible number: the lowest number on the decoder is then above the last.
  const wasOverTheTop = known.lowestNumber !== null && known.lowestNumber > highest + 1;
  const isFromElsewhere = firstNumber > lastNumber + 1 && firstNumber > highest && !wasOverTheTop;
  const isBelow = lastNumber < highest || isFromLower(known, numbering);
  if (isOther || isBelow || isFromElsewhere) return 'began_again';
  return undefined;
}

/** Whether two sessions differ only in their beginning, which a moving clock may cause as well. */
export function differsInTimeAlone(known: Numbering, told: Numbering): boolean {
  return (
    isAnother(known.sessionTimeS, told.sessionTimeS) &&
    !isAnother(known.sessionNumber, told.sessionNumber) &&
    !isAnother(known.wireId, told.wireId)
  );
}

/** Passings that a decoder sent on a request for all that it has. */
export interface Inventory {
  readonly sent: readonly Witness[];
  /** Numbers that were counted before, by whether the passing is kept as it came. */
  readonly kept: ReadonlySet<number>;
  readonly others: ReadonlySet<number>;
}

/**
 * Decides by all passings of the decoder, where the newest kept one is not among them. A number that was counted before
 * and comes with another passing: the numbers began again. Otherwise a kept passing: they go on. Only numbers right
 * behind the counted ones: they go on, and the memory was cleared. Undefined where none of these holds.
 */
export function verdictOfInventory(highest: number, { sent, kept, others }: Inventory): Verdict | undefined {
  if (others.size > 0) return 'began_again';
  if (kept.size > 0) return 'goes_on';
  const lowest = Math.min(...sent.map(({ number }) => number));
  if (lowest <= highest) return 'began_again';
  return lowest <= highest + MOST_SKIPPED ? 'goes_on' : undefined;
}

/** Largest step between two numbers in a row: some decoders count by 2. */
export const MOST_SKIPPED = 2;

function isAnother(known: Numbering['wireId'], told: Numbering['wireId']): boolean {
  return known !== null && told !== null && known !== told;
}

/** Whether the lowest number on the decoder fell, which it never does while its numbers go on. */
export function isFromLower(known: Numbering, told: Numbering): boolean {
  if (told.lowestNumber === null || known.lowestNumber === null) return false;
  return told.lowestNumber < known.lowestNumber;
}
