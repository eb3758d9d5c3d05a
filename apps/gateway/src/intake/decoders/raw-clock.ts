import type { Arrival } from '#decoder';

/** A passing that came at once, and the clock's relation to that of the host then. */
export interface RawProof {
  readonly rtcTimeUs: number;
  readonly receivedAtUs: number;
  readonly relationUs: number;
}

/** A setting, between two passings that came at once, of a clock that is taken as it is. */
export interface RawSetting {
  /** Forward, or back where this is below 0. */
  readonly byUs: number;
  readonly formerRelationUs: number;
  /** RTC times that occur by either clock, and the receipt of the earliest passing that can have one. */
  readonly fromUs: number;
  readonly untilUs: number;
  readonly cameFromUs: number;
  /** Both passings came in this run, so that the host's clock cannot have been set unseen between them. */
  readonly isSeen: boolean;
}

/** Longest time for which a line may hold a passing back. */
const HELD_BACK_US = 60_000_000;
const SLACK_US = 2_000_000;
const QUARTER_US = 900_000_000;

/** Sees by the receipts of passings when a clock was set that does not tell its time. */
export class RawClock {
  private latest: RawProof | undefined;
  private isOfThisRun = false;
  private setting: RawSetting | undefined;
  /** The passings that show the setting: the last one before, and the first one after. */
  private around: readonly RawProof[] = [];

  resume(latest: RawProof | undefined): void {
    this.latest = latest;
  }

  kept(): RawProof | undefined {
    return this.latest;
  }

  /** Takes a passing that came at once. Returns how the clock was set since the one before. */
  take({ rtcTimeUs, receivedAtUs }: Arrival): RawSetting | undefined {
    const [before, relationUs] = [this.latest, receivedAtUs - rtcTimeUs];
    const isSeen = this.isOfThisRun;
    this.latest = { rtcTimeUs, receivedAtUs, relationUs };
    this.isOfThisRun = true;
    const byUs = before === undefined ? 0 : setBy(before.relationUs - relationUs);
    if (before === undefined || Math.abs(byUs) <= HELD_BACK_US) return undefined;
    this.around = [before, this.latest];
    this.setting = {
      byUs,
      formerRelationUs: before.relationUs,
      fromUs: before.rtcTimeUs + Math.max(0, byUs) - SLACK_US,
      untilUs: rtcTimeUs - Math.max(0, byUs) + SLACK_US,
      cameFromUs: before.receivedAtUs,
      isSeen,
    };
    return this.setting;
  }

  /** Returns the time by the clock before it was set, where a passing may have been timed by either. */
  otherTimeUs(rtcTimeUs: number, receivedAtUs: number): number | undefined {
    if (this.setting === undefined) return undefined;
    const { byUs, fromUs, untilUs, cameFromUs } = this.setting;
    const isOfEither = receivedAtUs >= cameFromUs && rtcTimeUs >= fromUs && rtcTimeUs <= untilUs;
    return isOfEither && !this.cameAtOnce(rtcTimeUs, receivedAtUs) ? rtcTimeUs - byUs : undefined;
  }

  private cameAtOnce(rtcTimeUs: number, receivedAtUs: number): boolean {
    const [before, after] = this.around;
    if (before === undefined || after === undefined) return false;
    const lateUs = receivedAtUs - rtcTimeUs - after.relationUs;
    const isSince = receivedAtUs >= after.receivedAtUs - SLACK_US && Math.abs(lateUs) <= SLACK_US;
    const isBefore = Math.abs(receivedAtUs - before.receivedAtUs) <= SLACK_US;
    return isSince || (isBefore && rtcTimeUs === before.rtcTimeUs);
  }

  /** Moves the newest proof, where this run noted it, with the host's clock. */
  hostMoved(byUs: number): void {
    if (this.latest === undefined || !this.isOfThisRun) return;
    const { relationUs, receivedAtUs } = this.latest;
    this.latest = {
      ...this.latest,
      relationUs: relationUs + byUs,
      receivedAtUs: receivedAtUs + byUs,
    };
  }
}

/** Rounds to whole quarters of an hour, by which time zones, summer and winter differ; the line accounts for the rest. */
function setBy(us: number): number {
  const quarters = Math.round(us / QUARTER_US) * QUARTER_US;
  return Math.abs(us - quarters) <= SLACK_US ? quarters : us;
}
