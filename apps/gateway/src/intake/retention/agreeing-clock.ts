import type { ClockState } from '#decoder';

/** Largest difference of a decoder in local time, which is less than this from UTC everywhere. */
const AGREES_WITHIN_US = 86_400_000_000;

/** Whether a decoder's own clock, asked since the clock of this machine stepped, says the same day. */
export function isAgreeing(
  { measuredOffsetUs, measuredAtUs }: Pick<ClockState, 'measuredOffsetUs' | 'measuredAtUs'>,
  nowMs: number,
  steadyForMs: number,
): boolean {
  if (measuredOffsetUs === undefined || measuredAtUs === undefined) return false;
  const agoMs = nowMs - measuredAtUs / 1000;
  return agoMs >= 0 && agoMs <= steadyForMs && Math.abs(measuredOffsetUs) <= AGREES_WITHIN_US;
}
