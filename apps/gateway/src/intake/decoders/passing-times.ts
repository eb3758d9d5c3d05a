import { Logger } from '@nestjs/common';
import { type DecoderConnection, loopIdOf, protocolAt } from '#decoder';
import type { Passing } from '#passings';
import type { AlarmKind } from '../alarms/alarm.js';
import { isOfSomeZone } from '../../platform/clock/host-step-verdict.js';
import type { ConfiguredDecoder } from '../../platform/config/gateway-config.js';
import { passingOfRecord } from '../ingest/passing-of-record.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';
import type { ArrivedPassing } from './clock-gate.js';
import { differWords, setWords } from './clock-words.js';
import { type KeptPassingClock, PassingClock } from './passing-clock.js';
import type { RawSetting } from './raw-clock.js';
import { UnsettledTimes } from './unsettled-times.js';

/** Greatest age, where the process is killed, of the proof of the clock by its newest passing. */
const KEEP_CLOCK_MS = 30_000;

export interface PassingTimesOptions {
  readonly decoder: ConfiguredDecoder;
  readonly keepClock: (kept: KeptPassingClock) => Promise<void>;
  /** Whether the host's clock is to blame where the decoder's seems to have moved by `movedUs`. */
  readonly isOfHost: (movedUs: number | undefined, formerUs?: number) => boolean;
  readonly raise: (kind: AlarmKind, message: string) => void;
  /** Called when there are passings whose times are to be looked at once more. */
  readonly unsettled: () => void;
}

/** Dates the passings of one decoder, and keeps its clock, so that the next run knows it too. */
export class PassingTimes {
  readonly clock: PassingClock;
  /** Where passings lie whose order can tell more of when they happened. */
  readonly unsettled = new UnsettledTimes();
  private readonly log: Logger;
  private keeping: NodeJS.Timeout | undefined;
  private keptText = '';

  constructor(
    private readonly connection: DecoderConnection,
    private readonly options: PassingTimesOptions,
  ) {
    const { decoderId, address } = options.decoder;
    this.log = new Logger(`decoder ${decoderId}`);
    this.clock = new PassingClock(address.clock, connection.clock, protocolAt(address).clock);
  }

  /** `kept` was in force in an earlier run, or at another gateway. */
  resume(kept: KeptPassingClock): void {
    this.clock.resume(kept);
    const span = this.connection.clock.uncertainSpan();
    if (span === undefined) return;
    this.unsettled.begin({
      window: span,
      receivedFromMs: Math.floor(span.cameFromUs / 1000),
      isOfEarlierRun: true,
    });
  }

  /** Begins to keep the clock at intervals; only the gateway that reads the decoder keeps it. */
  beginKeeping(): void {
    this.keeping ??= setInterval(() => {
      this.keep();
    }, KEEP_CLOCK_MS).unref();
  }

  endKeeping(): void {
    clearInterval(this.keeping);
    this.keeping = undefined;
  }

  /** Keeps the clock for a restart; where that fails, the next start knows less. */
  keep(): void {
    if (this.keeping === undefined) return;
    const kept = this.clock.kept();
    const text = JSON.stringify(kept);
    if (text === this.keptText || this.clock.isUnknown) return;
    this.keptText = text;
    this.options.keepClock(kept).catch((error: unknown) => {
      this.keptText = '';
      this.log.warn(`the offsets of its clock could not be written: ${failureWords(error)}`);
    });
  }

  hostMoved(byUs: number): void {
    this.clock.hostMoved(byUs);
    this.keep();
  }

  /** Runs when a measurement of the decoder's clock gave another offset. */
  offsetFound(): void {
    const { offsetUs, jumps, lastJumpUs } = this.connection.clock.state();
    if (offsetUs === undefined) return;
    if (jumps > 0 && lastJumpUs !== undefined)
      this.options.raise('clock_jumped', this.jumped(offsetUs, lastJumpUs));
    this.log.log(`clock offset ${(offsetUs / 1000).toFixed(1)} ms`);
    this.keep();
  }

  passingOf({ record, receivedAtUs, isAsked }: ArrivedPassing): Passing {
    const { decoderId, address } = this.options.decoder;
    const { rtcTimeUs, passingNumber: number } = record.fields;
    const dating =
      rtcTimeUs === undefined ? undefined : this.clock.date({ rtcTimeUs, number, receivedAtUs, isAsked });
    const passing = passingOfRecord(record, {
      decoderId,
      loopId: loopIdOf(address, record.fields.loop),
      clock: address.clock,
      dating,
      receivedAtUs,
    });
    const isUndated = passing.timeSource === 'received' && rtcTimeUs !== undefined;
    if (isAsked || isUndated || passing.isTimeDoubtful) this.unsettled.note(passing);
    return passing;
  }

  /**
   * Looks whether passings told that the clock was set. Runs once all of them are handed on: their time of receipt may be
   * corrected then.
   */
  noteSettings(): void {
    const setting = this.clock.takeSetting();
    if (setting !== undefined) this.noteSetting(setting);
  }

  /** Notes the setting of a clock that does not tell its time: late passings may be timed by the clock before or after it. */
  private noteSetting({ byUs, formerRelationUs, fromUs, untilUs, cameFromUs, isSeen }: RawSetting): void {
    if (this.options.isOfHost(-byUs, formerRelationUs)) return;
    this.options.raise('clock_jumped', isSeen ? setWords(byUs) : differWords(byUs));
    this.keep();
    if (fromUs > untilUs) return;
    this.unsettled.begin({
      window: { fromUs, untilUs },
      receivedFromMs: Math.floor(cameFromUs / 1000),
      isOfEarlierRun: false,
    });
    this.options.unsettled();
  }

  /**
   * Words of a changed offset. While the gateway was stopped, either clock may have been set; a decoder that goes from zone
   * to zone was.
   */
  private jumped(offsetUs: number, byUs: number): string {
    const isOfDecoder =
      this.connection.clock.isJumpSeen || (isOfSomeZone(offsetUs) && isOfSomeZone(offsetUs + byUs));
    return isOfDecoder ? setWords(byUs) : differWords(byUs);
  }
}
