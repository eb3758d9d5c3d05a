import { P3Parser, SOR } from '#decoder';
import type { CapturedBytes } from './read-capture.js';

/** A part of a capture, and how long after its beginning it was sent. */
export interface TimedBytes {
  readonly bytes: Buffer;
  readonly atUs: number;
}

/** A clock that was set, or garbage: nobody wants to wait a day for the next passing. */
const LONGEST_PAUSE_US = 60_000_000;

/** As it was received, where that was recorded; else as the passings tell it. */
export function rhythmOf(captured: readonly CapturedBytes[]): TimedBytes[] {
  const timed: TimedBytes[] = [];
  let atUs = 0;
  let lastUs: number | undefined;
  for (const { bytes, receivedAtUs } of captured) {
    if (receivedAtUs === undefined) return inRhythm(Buffer.concat(captured.map((each) => each.bytes)));
    atUs += pauseUs(lastUs, receivedAtUs);
    lastUs = receivedAtUs;
    timed.push({ bytes, atUs });
  }
  return timed;
}

/** Cuts a capture where its frames begin, each with the time that the passings tell; the rest goes with the one before. */
export function inRhythm(capture: Buffer): TimedBytes[] {
  const timed: TimedBytes[] = [];
  let atUs = 0;
  let lastRtcUs: number | undefined;
  for (let from = 0; from < capture.length;) {
    const next = capture.indexOf(SOR, from + 1);
    const end = next < 0 ? capture.length : next;
    const bytes = capture.subarray(from, end);
    const rtcUs = rtcTimeUsIn(bytes);
    if (rtcUs !== undefined) {
      atUs += pauseUs(lastRtcUs, rtcUs);
      lastRtcUs = rtcUs;
    }
    timed.push({ bytes, atUs });
    from = end;
  }
  return timed;
}

function pauseUs(beforeUs: number | undefined, nowUs: number): number {
  return beforeUs === undefined ? 0 : Math.min(Math.max(nowUs - beforeUs, 0), LONGEST_PAUSE_US);
}

function rtcTimeUsIn(frame: Buffer): number | undefined {
  for (const event of new P3Parser().push(frame)) {
    if (event.kind === 'record' && event.record.type === 'PASSING') return event.record.fields.rtcTimeUs;
  }
  return undefined;
}

/** Cuts bytes into pieces of 1 to `most`; `random` gives numbers from 0 to below 1. */
export function* inPieces(bytes: Buffer, most: number, random: () => number): Generator<Buffer> {
  for (let at = 0; at < bytes.length;) {
    const size = 1 + Math.floor(random() * most);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** A small generator of numbers from 0 to below 1: the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
