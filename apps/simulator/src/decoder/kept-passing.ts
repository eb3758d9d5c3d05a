import type { Detection } from '../track/crossing.js';

/** A passing as the decoder reported it, in the decoder's own words. */
export interface KeptPassing {
  /** 1, and one more each time the numbers began again. */
  readonly epoch: number;
  readonly passingNumber: number;
  readonly transponder: number;
  /** Time on the decoder's own clock. */
  readonly rtcTimeUs: number;
  readonly strength: number | undefined;
  readonly hits: number | undefined;
  readonly flags: number;
  readonly batteryVoltageV: number | undefined;
  readonly temperatureC: number | undefined;
  /** False for a passing that was held back: only RESEND brings it. */
  readonly pushed: boolean;
}

const LOW_BATTERY = 1;
const ANYBODY = 102_758_186;

/** Turns a detection into a passing, with the values that the decoder adds. */
export function keptPassing(
  detection: Detection,
  added: Pick<KeptPassing, 'epoch' | 'passingNumber' | 'rtcTimeUs' | 'pushed'>,
): KeptPassing {
  return {
    ...added,
    transponder: detection.transponder,
    strength: detection.strength,
    hits: detection.hits,
    flags: detection.lowBattery === true ? LOW_BATTERY : 0,
    batteryVoltageV: detection.batteryVoltageV,
    temperatureC: detection.temperatureC,
  };
}

/** A detection of an arbitrary rider. */
export function anybodyAt(timeUs: number): Detection {
  return { timeUs, transponder: ANYBODY, strength: 120, hits: 30 };
}
