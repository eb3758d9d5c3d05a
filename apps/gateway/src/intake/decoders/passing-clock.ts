import { type Arrival, type DecoderAddress, DecoderClock, type KeptClock, ReceiptClock } from '#decoder';
import type { RtcDating } from '../ingest/passing-of-record.js';
import { dateOf } from './clock-words.js';
import { RawClock, type RawProof, type RawSetting } from './raw-clock.js';

/** Where the offset that is in force comes from. */
export type ClockSource =
  /** the decoder told its time */
  | 'measured'
  /** it does not, or is not to be asked: its RTC is taken as it is */
  | 'as_sent'
  /** it does not, and its RTC cannot be right: from when its passings were received */
  | 'from_receipt';

/** What of a decoder's clock is kept over a restart. */
export interface KeptPassingClock extends KeptClock {
  readonly receiptOffsetUs?: number | undefined;
  readonly raw?: RawProof | undefined;
}

const DAY_US = 86_400_000_000;
/** 2000-01-01. No clock of a timing system was right before, and many begin earlier when they lose power. */
const EARLIEST_US = 946_684_800_000_000;

/** Says how the RTC of each passing of a decoder is to be taken. */
export class PassingClock {
  private readonly byReceipt = new ReceiptClock();
  private readonly raw = new RawClock();
  private setting: RawSetting | undefined;
  private latestRtcUs: number | undefined;
  private latestRelationUs: number | undefined;

  constructor(
    private readonly mode: DecoderAddress['clock'],
    private readonly clock: DecoderClock,
  ) {}

  get source(): ClockSource {
    if (this.mode === 'auto' && this.clock.state().offsetUs !== undefined) return 'measured';
    return this.byReceipt.offsetUs === undefined ? 'as_sent' : 'from_receipt';
  }

  /** Why its clock is of no use, for people; undefined where it is. */
  get trouble(): string | undefined {
    if (this.isDistrusted)
      return `what it tells of its time cannot be right, so that its passings are placed ${this.source === 'measured' ? 'by the last offset that was' : 'by when they were received'}. Set the clock of the decoder.`;
    if (this.source !== 'from_receipt') return undefined;
    const said = this.latestRtcUs === undefined ? '' : ` (it says ${dateOf(this.latestRtcUs)})`;
    return `its clock cannot be used${said}, so that its passings are placed by when they were received. Set the clock of the decoder.`;
  }

  /** What has to be added to what this clock says to get what that of the host says, as far as is known. */
  get relationUs(): number | undefined {
    const { offsetUs } = this.clock.state();
    return (this.mode === 'auto' ? offsetUs : undefined) ?? this.byReceipt.offsetUs ?? this.latestRelationUs;
  }

  /** There is nothing to keep. */
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

  /** Nothing where only the moment of receipt is of use. */
  date(arrival: Arrival): RtcDating | undefined {
    const { rtcTimeUs, receivedAtUs, isAsked } = arrival;
    if (!isAsked) {
      this.latestRtcUs = rtcTimeUs;
      this.latestRelationUs = receivedAtUs - rtcTimeUs;
    }
    const dating = this.mode === 'auto' ? this.clock.date(arrival) : undefined;
    if (dating !== undefined) return { ...dating, isEstimated: false };
    // Who tells a time that cannot be is not believed in what the passings say either: only their distances are.
    if (!this.isDistrusted && this.isUsable(arrival)) return this.asSent(arrival);
    const offsetUs = this.byReceipt.offsetFor(arrival);
    return offsetUs === undefined ? undefined : as(offsetUs, true);
  }

  /** Gives once how a clock that is taken as it is was set. */
  takeSetting(): RawSetting | undefined {
    const { setting } = this;
    this.setting = undefined;
    return setting;
  }

  /** When a passing that is dated by an RTC as it is happened, where that was by the clock before it was set. */
  otherTimeUs(rtcTimeUs: number, receivedAtUs: number): number | undefined {
    return this.source === 'as_sent' ? this.raw.otherTimeUs(rtcTimeUs, receivedAtUs) : undefined;
  }

  /** The clock of the host was set. */
  hostMoved(byUs: number): void {
    this.byReceipt.move(byUs);
    this.raw.hostMoved(byUs);
    if (this.latestRelationUs !== undefined) this.latestRelationUs += byUs;
    if (this.mode === 'auto' && this.isNear(this.byReceipt.offsetUs)) this.byReceipt.resume(undefined);
  }

  private get isDistrusted(): boolean {
    return this.mode === 'auto' && this.clock.isDistrusted;
  }

  /** Whether an RTC that is so far from the time of the host can be taken as it is. */
  isNear(relationUs: number | undefined): boolean {
    return relationUs !== undefined && Math.abs(relationUs) <= DAY_US;
  }

  private asSent(arrival: Arrival): RtcDating {
    // Where it is to be taken as it is by all means, its dates may be any.
    if (this.mode === 'auto' && !arrival.isAsked) this.setting = this.raw.take(arrival) ?? this.setting;
    return as(0, false);
  }

  /** As it is: no further off than any time zone, where it came at once. */
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

function as(offsetUs: number, isEstimated: boolean): RtcDating {
  return { offsetUs, isEstimated, isDoubtful: false, alternativeOffsetUs: undefined };
}
