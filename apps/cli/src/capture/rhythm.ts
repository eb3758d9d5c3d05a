import type { DecoderProtocol } from '#decoder';
import type { CapturedBytes } from './read-capture.js';

/** A part of a capture, with the time after the beginning at which it was sent. */
export interface TimedBytes {
  readonly bytes: Buffer;
  readonly atUs: number;
}

/** Longer pauses come from a clock that was set, or from garbage: nobody wants to wait a day for the next passing. */
const LONGEST_PAUSE_US = 60_000_000;

/** Times a capture by its reception, where that was recorded; else by the RTC times of its passings. */
export function rhythmOf(protocol: DecoderProtocol, captured: readonly CapturedBytes[]): TimedBytes[] {
  const timed: TimedBytes[] = [];
  let atUs = 0;
  let lastUs: number | undefined;
  for (const { bytes, receivedAtUs } of captured) {
    if (receivedAtUs === undefined)
      return inRhythm(protocol, Buffer.concat(captured.map((each) => each.bytes)));
    atUs += pauseUs(lastUs, receivedAtUs);
    lastUs = receivedAtUs;
    timed.push({ bytes, atUs });
  }
  return timed;
}

/** Cuts a capture where its records begin, each with the RTC time of its passing; other records go with the one before. */
export function inRhythm(protocol: DecoderProtocol, capture: Buffer): TimedBytes[] {
  const timed: TimedBytes[] = [];
  let atUs = 0;
  let lastRtcUs: number | undefined;
  const starts = startsIn(protocol, capture).filter((start) => start > 0);
  for (const [at, from] of [0, ...starts].entries()) {
    const bytes = capture.subarray(from, starts[at]);
    const rtcUs = rtcTimeUsIn(protocol, bytes);
    if (rtcUs !== undefined) {
      atUs += pauseUs(lastRtcUs, rtcUs);
      lastRtcUs = rtcUs;
    }
    if (bytes.length > 0) timed.push({ bytes, atUs });
  }
  return timed;
}

const NEWLINE = 0x0a;

/** Returns the offsets of records: those of `framing`, or after each newline where records are lines of text. */
export function startsIn({ framing }: DecoderProtocol, capture: Uint8Array): readonly number[] {
  if (framing !== undefined) return framing.recordStarts(capture);
  const starts = capture.length === 0 ? [] : [0];
  for (
    let at = capture.indexOf(NEWLINE);
    at >= 0 && at + 1 < capture.length;
    at = capture.indexOf(NEWLINE, at + 1)
  )
    starts.push(at + 1);
  return starts;
}

function pauseUs(beforeUs: number | undefined, nowUs: number): number {
  return beforeUs === undefined ? 0 : Math.min(Math.max(nowUs - beforeUs, 0), LONGEST_PAUSE_US);
}

function rtcTimeUsIn(protocol: DecoderProtocol, bytes: Buffer): number | undefined {
  for (const event of protocol.createParser().push(bytes)) {
    if (event.kind === 'record' && event.record.kind === 'passing') return event.record.fields.rtcTimeUs;
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

/** Returns a small generator of numbers from 0 to below 1: the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
