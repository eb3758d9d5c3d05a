import {
  type Arrival,
  type ClockOrigin,
  type DecoderAddress,
  DecoderClock,
  type EstimatedClock,
  type KeptClock,
  ReceiptClock,
  TimeOfDayClock,
} from '#decoder';
import type { RtcDating } from '../ingest/passing-of-record.js';
import { dateOf } from './clock-words.js';
import { RawClock, type RawProof, type RawSetting } from './raw-clock.js';

/** Origin of the offset in force. */
export type ClockSource =
  /** the decoder told its time */
  | 'measured'
  /** the decoder does not tell its time, or is not to be asked: its RTC is taken as it is */
  | 'as_sent'
  /** the decoder does not tell its time, and its RTC cannot be right: the offset comes from the receipt of its passings */
  | 'from_receipt';

/** The part of a decoder's clock that is kept over a restart. */
export interface KeptPassingClock extends KeptClock {
  readonly receiptOffsetUs?: number | undefined;
  readonly raw?: RawProof | undefined;
}

const DAY_US = 86_400_000_000;
/** 2000-01-01. Clocks of timing systems are never right before it, and many begin earlier when they lose power. */
const EARLIEST_US = 946_684_800_000_000;

/** Tells how the RTC time of each passing of a decoder is to be taken. */
export class PassingClock {
  private readonly byReceipt: EstimatedClock;
  private readonly raw = new RawClock();
  private setting: RawSetting | undefined;
  private latestRtcUs: number | undefined;
  private latestRelationUs: number | undefined;

  constructor(
    private readonly mode: DecoderAddress['clock'],
    private readonly clock: DecoderClock,
    private readonly origin: ClockOrigin = 'since_1970',
  ) {
    this.byReceipt = origin === 'time_of_day' ? new TimeOfDayClock() : new ReceiptClock();
  }

  get source(): ClockSource {
    if (this.mode === 'auto' && this.clock.state().offsetUs !== undefined) return 'measured';
    return this.hasDate && this.byReceipt.offsetUs === undefined ? 'as_sent' : 'from_receipt';
  }

  /** Why the decoder's clock is of no use, for people; undefined where it is. */
  get trouble(): string | undefined {
    if (this.isDistrusted)
      return `the time that it tells cannot be right, so that its passings are placed ${this.source === 'measured' ? 'by the last offset that was' : 'by when they were received'}. Set the clock of the decoder.`;
    // A clock without a date is as it should be.
    if (!this.hasDate || this.source !== 'from_receipt') return undefined;
    const said = this.latestRtcUs === undefined ? '' : ` (it says ${dateOf(this.latestRtcUs)})`;
    return `its clock cannot be used${said}, so that its passings are placed by when they were received. Set the clock of the decoder.`;
  }

  /** Host time minus RTC time, in microseconds, as far as it is known. */
  get relationUs(): number | undefined {
    const { offsetUs } = this.clock.state();
    return (this.mode === 'auto' ? offsetUs : undefined) ?? this.byReceipt.offsetUs ?? this.latestRelationUs;
  }

  /** Whether there is nothing to keep over a restart. */
  get isUnknown(): boolean {
    const { raw, receiptOffsetUs, eras } = this.kept();
    return eras.length === 0 && receiptOffsetUs === undefined && raw === undefined;
  }

  resume(kept: KeptPassingClock): void {
    this.clock.resume(kept);
    this.byReceipt.resume(kept.receiptOffsetUs);
    this.raw.resume(kept.raw);
  }

  kept(): KeptPassingClock {
    return { ...this.clock.kept(), receiptOffsetUs: this.byReceipt.offsetUs, raw: this.raw.kept() };
  }

  /** Returns undefined where only the moment of receipt is of use. */
  date(arrival: Arrival): RtcDating | undefined {
    const { rtcTimeUs, receivedAtUs, isAsked } = arrival;
    if (!isAsked) {
      this.latestRtcUs = rtcTimeUs;
      this.latestRelationUs = receivedAtUs - rtcTimeUs;
    }
    const dating = this.mode === 'auto' ? this.clock.date(arrival) : undefined;
    if (dating !== undefined) return { ...dating, isEstimated: false };
    // The RTC of a decoder that told an impossible time is not taken as it is: only the distances of its passings count.
    if (this.hasDate && !this.isDistrusted && this.isUsable(arrival)) return this.asSent(arrival);
    const estimated = this.byReceipt.date(arrival);
    return estimated && { ...estimated, isEstimated: true };
  }

  /** Returns, once, how a clock that is taken as it is was set. */
  takeSetting(): RawSetting | undefined {
    const { setting } = this;
    this.setting = undefined;
    return setting;
  }

  /** Returns the time of a passing by the clock before it was set, where its RTC is taken as it is and both are possible. */
  otherTimeUs(rtcTimeUs: number, receivedAtUs: number): number | undefined {
    return this.source === 'as_sent' ? this.raw.otherTimeUs(rtcTimeUs, receivedAtUs) : undefined;
  }

  /** Moves all relations to the host's clock, which was set. */
  hostMoved(byUs: number): void {
    this.byReceipt.move(byUs);
    this.raw.hostMoved(byUs);
    if (this.latestRelationUs !== undefined) this.latestRelationUs += byUs;
    if (this.mode === 'auto' && this.isNear(this.byReceipt.offsetUs)) this.byReceipt.resume(undefined);
  }

  /** Whether the decoder's clock tells the date. */
  private get hasDate(): boolean {
    return this.origin === 'since_1970';
  }

  private get isDistrusted(): boolean {
    return this.mode === 'auto' && this.clock.isDistrusted;
  }

  /** Whether an RTC at this distance from the host's time can be taken as it is. */
  isNear(relationUs: number | undefined): boolean {
    return relationUs !== undefined && Math.abs(relationUs) <= DAY_US;
  }

  private asSent(arrival: Arrival): RtcDating {
    // With `clock=rtc` the dates may be any, so that no setting can be seen in them.
    if (this.mode === 'auto' && !arrival.isAsked) this.setting = this.raw.take(arrival) ?? this.setting;
    return { offsetUs: 0, isEstimated: false, isDoubtful: false, alternativeOffsetUs: undefined };
  }

  /** Whether the RTC can be taken as it is: for a passing that came at once, no further off than any time zone. */
  private isUsable({ rtcTimeUs, receivedAtUs, isAsked }: Arrival): boolean {
    if (rtcTimeUs < EARLIEST_US) return false;
    const isAnyDate = this.mode === 'rtc';
    if (isAsked)
      return isAnyDate || (this.byReceipt.offsetUs === undefined && rtcTimeUs <= receivedAtUs + DAY_US);
    const isUsable = isAnyDate || this.isNear(receivedAtUs - rtcTimeUs);
    if (isUsable) this.byReceipt.resume(undefined);
    return isUsable;
  }
}

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
