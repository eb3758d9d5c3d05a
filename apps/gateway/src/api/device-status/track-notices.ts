import type { Alarm } from '../../intake/alarms/alarm.js';

/** Facts about one decoder's passings. */
export interface PassingsOfDecoder {
  readonly decoderId: string;
  readonly loopId: number;
  readonly isConnected: boolean;
  readonly lastPassingAtMs: number | undefined;
  /** Missing passings, as a sentence, and since when they are known; undefined where none is, or while they are fetched. */
  readonly missing: { readonly summary: string; readonly sinceMs: number } | undefined;
  /** Newest first. */
  readonly alarms: readonly Alarm[];
}

/** Silence of a loop that is told while riders are on the track: in a training they cross each loop more often. */
const SILENT_MS = 40_000;
/** Age of the latest passing up to which riders count as on the track. */
const RIDING_MS = 10_000;
/** Silence after which a loop counts as one of another track, or as not in use. */
const IN_USE_MS = 3_600_000;
const ALARM_SHOWN_MS = 15 * 60_000;
const MISSING_SHOWN_MS = 24 * 3_600_000;

/** Tells the people beside the track, in sentences, which troubles to look after. */
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
