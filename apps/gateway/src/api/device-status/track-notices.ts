import type { Alarm } from '../../intake/alarms/alarm.js';

/** What is known of one decoder's passings. */
export interface PassingsOfDecoder {
  readonly decoderId: string;
  readonly loopId: number;
  readonly isConnected: boolean;
  readonly lastPassingAtMs: number | undefined;
  /** What is missing, as a sentence, and since when that is known; undefined while nothing is, or it is being fetched. */
  readonly missing: { readonly summary: string; readonly sinceMs: number } | undefined;
  /** Newest first. */
  readonly alarms: readonly Alarm[];
}

/** Riders of a training cross each loop of their track more often than this. */
const SILENT_MS = 40_000;
/** A rider was seen elsewhere as lately as this. */
const RIDING_MS = 10_000;
/** A loop that was silent for longer is of another track, or not in use. */
const IN_USE_MS = 3_600_000;
const ALARM_SHOWN_MS = 15 * 60_000;
const MISSING_SHOWN_MS = 24 * 3_600_000;

/** What somebody beside the track should look after, in sentences. */
export function trackNotices(decoders: readonly PassingsOfDecoder[], nowMs: number): string[] {
  return [
    ...silentLoops(decoders, nowMs),
    ...decoders.flatMap((decoder) => missingOf(decoder, nowMs)),
    ...decoders.flatMap((decoder) => alarmsOf(decoder, nowMs)),
  ];
}

function silentLoops(decoders: readonly PassingsOfDecoder[], nowMs: number): string[] {
  const isRiding = decoders.some(({ lastPassingAtMs }) => nowMs - (lastPassingAtMs ?? 0) <= RIDING_MS);
  if (!isRiding) return [];
  return decoders.flatMap(({ decoderId, loopId, isConnected, lastPassingAtMs }) => {
    const silentMs = nowMs - (lastPassingAtMs ?? 0);
    if (!isConnected || silentMs < SILENT_MS || silentMs > IN_USE_MS) return [];
    const silentS = Math.floor(silentMs / 1000);
    return [
      `Riders are on the track, but loop ${loopId} of decoder ${decoderId} is silent for ${silentS} s.`,
    ];
  });
}

function missingOf({ decoderId, missing }: PassingsOfDecoder, nowMs: number): string[] {
  if (missing === undefined || nowMs - missing.sinceMs > MISSING_SHOWN_MS) return [];
  return [`Decoder ${decoderId}: ${missing.summary}`];
}

function alarmsOf({ decoderId, alarms }: PassingsOfDecoder, nowMs: number): string[] {
  return alarms
    .filter(({ atMs }) => nowMs - atMs <= ALARM_SHOWN_MS)
    .map(({ message }) => `Decoder ${decoderId}: ${message}${/[.?!]$/.test(message) ? '' : '.'}`);
}
