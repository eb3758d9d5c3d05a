import type { KeptPassingClock } from './passing-clock.js';

/** Reads a kept clock; earlier versions kept the offset in force alone, as a number. */
export function readKeptClock(text: string): KeptPassingClock {
  const kept = JSON.parse(text) as KeptPassingClock | number;
  if (typeof kept !== 'number') return kept;
  const era = { offsetUs: kept, driftUs: 0, afterUs: undefined, endedUs: undefined, proven: undefined };
  return { eras: [{ ...era, isMeasuredHere: false }], provenAtUs: undefined };
}

export function keptClockText(kept: KeptPassingClock): string {
  return JSON.stringify(kept);
}
