import type { Passing } from '#passings';

/** The simulated decoder of the demo. */
export const DEMO_DECODER = 'velodrome';
export const DEMO_LOOP = 1;
/** 14 November 2023: a demo numbers its first passing with the seconds since then, and counts on by one. */
const FIRST_NUMBERED_S = 1_700_000_000;
/**
 * How far its numbers may have got away from the seconds. Its riders pass about once in a second, so that this is a demo of
 * a month; no real decoder counts so that its numbers agree with the date.
 */
const MOST_APART = 30 * 86_400;

/** A decoder numbers its passings through all of its life: the simulated one goes on from the last demo. */
export function firstNumberOfDemo(nowMs: number): number {
  return Math.floor(nowMs / 1000) - FIRST_NUMBERED_S;
}

/** Whether an earlier version, whose demo kept its passings among the real ones, has invented this one. */
export function isOfDemo({ decoderId, loopId, passingNumber, receivedAtMs }: Passing): boolean {
  if (decoderId !== DEMO_DECODER || loopId !== DEMO_LOOP || passingNumber === null) return false;
  return Math.abs(passingNumber - firstNumberOfDemo(receivedAtMs)) <= MOST_APART;
}

/** Whether a decoder whose highest number is this may be the demo's. */
export function mayBeOfDemo(decoderId: string, highest: number): boolean {
  return decoderId === DEMO_DECODER && highest > MOST_APART;
}
