/** `believe`: the clock of this machine is right now, and was wrong before. `hold`: the other way round. */
export type HostStepVerdict = 'believe' | 'hold' | 'wait';

const MINUTE_US = 60_000_000;
const QUARTER_US = 15 * MINUTE_US;
const HOUR_US = 60 * MINUTE_US;
/** Error of a decoder's clock that was set by a watch. */
const SET_BY_HAND_US = 30_000_000;

/**
 * Whether a clock that needs this offset to be UTC shows the time of a zone (UTC-12 to UTC+14, in quarters of an hour).
 * A decoder's clock of a round offset vouches for this machine's clock, which measured the offset: both are hardly wrong by
 * the same amount.
 */
export function isOfSomeZone(offsetUs: number): boolean {
  const quarters = Math.round(offsetUs / QUARTER_US) * QUARTER_US;
  const isNear = Math.abs(offsetUs - quarters) <= SET_BY_HAND_US;
  return isNear && quarters >= -14 * HOUR_US && quarters <= 12 * HOUR_US;
}

/**
 * Returns the clock to believe after that of this machine was set by `byUs`. `offsetsUs` are those of the decoders' clocks
 * before. A machine that was behind its own latest time is believed when it is set forward.
 */
export function verdictOn(offsetsUs: readonly number[], byUs: number, wasBehind: boolean): HostStepVerdict {
  const before = offsetsUs.filter((offsetUs) => isOfSomeZone(offsetUs) && !isOfSomeZone(offsetUs + byUs));
  const after = offsetsUs.filter((offsetUs) => !isOfSomeZone(offsetUs) && isOfSomeZone(offsetUs + byUs));
  if (after.length > before.length) return 'believe';
  if (before.length > after.length) return 'hold';
  return wasBehind && byUs > 0 ? 'believe' : 'wait';
}
