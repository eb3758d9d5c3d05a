import type { Passing } from '#passings';

/** The site of the demo's invented passings, apart from real ones. */
export const DEMO_SITE = 'demo';
/** The simulated decoder of the demo. */
export const DEMO_DECODER = 'velodrome';
export const DEMO_LOOP = 1;
/** 14 November 2023: a demo numbers its first passing with the seconds since then, and counts on by one. */
const FIRST_NUMBERED_S = 1_700_000_000;
/**
 * Largest distance of a demo's numbers from the seconds. Its riders pass about once in a second, so that this is a demo of a
 * month; no real decoder counts so that its numbers agree with the date.
 */
const MOST_APART = 30 * 86_400;

/** Returns a number after those of the last demo: a decoder numbers its passings through all of its life. */
export function firstNumberOfDemo(nowMs: number): number {
  return Math.floor(nowMs / 1000) - FIRST_NUMBERED_S;
}

/** Whether a passing was invented by an earlier version, whose demo kept its passings among the real ones. */
export function isOfDemo({ decoderId, loopId, passingNumber, receivedAtMs }: Passing): boolean {
  if (decoderId !== DEMO_DECODER || loopId !== DEMO_LOOP || passingNumber === null) return false;
  return Math.abs(passingNumber - firstNumberOfDemo(receivedAtMs)) <= MOST_APART;
}

/** Whether a decoder with this highest number may be the demo's. */
export function mayBeOfDemo(decoderId: string, highest: number): boolean {
  return decoderId === DEMO_DECODER && highest > MOST_APART;
}
