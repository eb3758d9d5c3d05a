import { Inject, Injectable, Logger } from '@nestjs/common';
import type { HostClock } from '#decoder';
import { TrackTime } from '../../platform/clock/track-time.js';
import { type Alarm, ALARM_KINDS, type AlarmKind } from './alarm.js';

const MOST_OF_A_DECODER = 20;
/** Least time between two log lines of one kind, for kinds that nonsense on the line could flood. */
const QUIET_MS = 60_000;
const MAY_FLOOD: ReadonlySet<AlarmKind> = new Set(['number_doubtful', 'foreign_decoder', 'lines_lost']);

/** The alarms of the decoders since the start: each is logged once, the newest are kept, all are counted. */
@Injectable()
export class Alarms {
  private readonly newest = new Map<string, readonly Alarm[]>();
  private readonly counts = new Map<string, Record<AlarmKind, number>>();

  constructor(@Inject(TrackTime) private readonly hostClock: HostClock) {}

  raise(decoderId: string, kind: AlarmKind, message: string): void {
    const counts = this.countsOf(decoderId);
    this.counts.set(decoderId, { ...counts, [kind]: counts[kind] + 1 });
    const atMs = Math.floor(this.hostClock.nowUs() / 1000);
    const known = this.of(decoderId);
    const last = known.find((alarm) => alarm.kind === kind);
    if (MAY_FLOOD.has(kind) && last !== undefined && Math.abs(atMs - last.atMs) < QUIET_MS) return;
    new Logger(`decoder ${decoderId}`).warn(message);
    this.newest.set(decoderId, [{ kind, atMs, message }, ...known].slice(0, MOST_OF_A_DECODER));
  }

  /** Returns the decoder's alarms, newest first. */
  of(decoderId: string): readonly Alarm[] {
    return this.newest.get(decoderId) ?? [];
  }

  countsOf(decoderId: string): Readonly<Record<AlarmKind, number>> {
    return this.counts.get(decoderId) ?? NONE;
  }
}

const NONE = Object.fromEntries(ALARM_KINDS.map((kind) => [kind, 0])) as Record<AlarmKind, number>;
