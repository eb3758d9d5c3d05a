import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { HostClock } from '#decoder';
import {
  type AgedPassings,
  type DroppedNumbers,
  noteDropped,
  PassingsRepository,
  planDeletion,
  type RetentionState,
} from '#passings';
import { HostClockWatch } from '../../platform/clock/host-clock-watch.js';
import { TrackTime } from '../../platform/clock/track-time.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';
import { DecoderRegistry } from '../decoders/decoder-registry.js';
import { Ledgers } from '../ledger/ledgers.js';
import { type ClockAtStart, clockDoubt, isAgreeing } from './clock-doubt.js';
import { announcement, dropped, refusal } from './retention-words.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Units of ten minutes that are read and dropped together, and the most such parts of one run: a week of days and nights. */
const UNITS_AT_ONCE = 16;
const MOST_PARTS = 64;
const KEPT_FOR_EVER = { days: null, announced: null, allowedUntilUs: 0, provenAtMs: null } as const;

export interface RetentionFacts {
  /** Why old passings stay, as sentences for people; undefined where none has to. */
  readonly waits: string | undefined;
  /** Count since the start. */
  readonly droppedPassings: number;
  /** Every passing that was ever dropped is older than this. */
  readonly droppedUntilUs: number | undefined;
}

/**
 * Drops passings older than COACHLINK_RETENTION_DAYS (docs/adr/0011); without that variable every passing is kept for ever.
 */
@Injectable()
export class RetentionService implements OnModuleInit {
  private readonly log = new Logger('retention');
  private start: ClockAtStart | undefined;
  private state: RetentionState | undefined;
  private waits: { readonly text: string; readonly topic: string } | undefined;
  private droppedPassings = 0;

  constructor(
    private readonly config: GatewayConfig,
    private readonly repository: PassingsRepository,
    private readonly ledgers: Ledgers,
    private readonly decoders: DecoderRegistry,
    @Inject(HostClock) private readonly hostClock: HostClock,
    private readonly watch: HostClockWatch,
    private readonly trackTime: TrackTime,
  ) {}

  facts(): RetentionFacts {
    return {
      waits: this.waits?.text,
      droppedPassings: this.droppedPassings,
      droppedUntilUs: this.state?.droppedUntilUs ?? undefined,
    };
  }

  /** Runs before a decoder is connected: receipts of earlier runs are evidence for the clock, those of this run are not. */
  async onModuleInit(): Promise<void> {
    try {
      this.state = await this.repository.retentionState();
      // Receipts may be of a run whose clock was never believed.
      const latestKnownMs = this.state?.provenAtMs ?? (await this.repository.newestReceiptMs());
      this.start = { atMs: this.nowMs(), latestKnownMs };
      await this.believeFirstStart(this.start);
      await this.sayWhatWaits();
    } catch {
      // The connection to the store logs why it does not answer. Without the comparison no passing is dropped for a day.
    }
  }

  /**
   * Proves the time of the first start, which no earlier time contradicts: a clock set wrong in the first hour has it to be
   * compared with.
   */
  private async believeFirstStart({ atMs, latestKnownMs }: ClockAtStart): Promise<void> {
    const isAhead = latestKnownMs !== undefined && atMs > latestKnownMs + DAY_MS;
    if (isAhead || this.state?.provenAtMs != null) return;
    const { retentionDays: days = null } = this.config;
    const state = this.state ?? { ...KEPT_FOR_EVER, days, droppedUntilUs: null };
    await this.keep({ ...state, provenAtMs: atMs });
  }

  /** Tells from the start on of a deletion that was announced before a restart. */
  private async sayWhatWaits(): Promise<void> {
    const { retentionDays } = this.config;
    const { days, announced } = this.state ?? { announced: null };
    if (announced === null || retentionDays === undefined || days !== retentionDays) return;
    this.tellOfAnnouncement(retentionDays, await this.repository.agedBefore(announced.untilUs));
  }

  @Interval(HOUR_MS)
  async forgetOld(): Promise<void> {
    const { retentionDays } = this.config;
    try {
      this.state = await this.repository.retentionState();
      if (retentionDays === undefined) await this.keepAll();
      else await this.forgetOlderThan(retentionDays);
    } catch (error) {
      this.log.warn(`old passings stay for another hour: ${failureWords(error)}`);
    }
  }

  private async keepAll(): Promise<void> {
    this.waits = undefined;
    const { droppedUntilUs = null, days } = this.state ?? {};
    if (days !== null) await this.keep({ ...KEPT_FOR_EVER, droppedUntilUs });
  }

  private async forgetOlderThan(days: number): Promise<void> {
    // Read first: a clock that steps back before the store has answered was wrong when it was read.
    const stepDoubt = this.watch.doubt();
    const nowMs = this.nowMs();
    const cutoffUs = (nowMs - days * DAY_MS) * 1000;
    const aged = await this.repository.agedBefore(cutoffUs);
    const doubt = stepDoubt ?? (await this.doubt());
    if (doubt !== undefined) {
      if (aged.units === 0) this.waits = undefined;
      else this.wait(refusal(days, doubt), doubt);
      return;
    }
    const allowedUntilUs = Math.min(this.state?.allowedUntilUs ?? 0, cutoffUs);
    const allowed = await this.repository.agedBefore(allowedUntilUs);
    const due = { ...aged, allowedPassings: allowed.passings };
    const plan = planDeletion(this.state, { nowMs, days, cutoffUs, ...due });
    await this.keep(plan.state);
    this.tellOfAnnouncement(days, aged);
    await this.dropUntil(plan.dropUntilUs, days);
  }

  private async doubt(): Promise<string | undefined> {
    const stepDoubt = this.watch.doubt();
    const [nowMs, { steadyForMs }] = [this.nowMs(), this.watch];
    if (this.decoders.all().some((each) => isAgreeing(each.state().clock, nowMs, steadyForMs)))
      this.watch.vouch();
    const newestReceiptMs = await this.repository.newestReceiptMs();
    const { isVouched } = this.watch;
    const { aheadUs } = this.trackTime;
    return clockDoubt({
      nowMs,
      stepDoubt,
      aheadUs,
      steadyForMs,
      isVouched,
      newestReceiptMs,
      start: this.start,
    });
  }

  private tellOfAnnouncement(days: number, aged: AgedPassings): void {
    const announced = this.state?.announced ?? undefined;
    if (announced === undefined) this.waits = undefined;
    else this.wait(announcement(days, aged, announced), String(announced.atMs));
  }

  /** Tells why old passings stay: once in the log, and in the device status for as long as it lasts. */
  private wait(text: string, topic: string): void {
    if (topic !== this.waits?.topic) this.log.warn(text);
    this.waits = { text, topic };
  }

  private async dropUntil(untilUs: number, days: number): Promise<void> {
    let passings = 0;
    // The clock may step meanwhile.
    for (let part = 0; part < MOST_PARTS && this.watch.doubt() === undefined; part++) {
      const forgotten = await this.repository.forgetBefore(untilUs, UNITS_AT_ONCE, (numbers) =>
        this.noteDropped(numbers),
      );
      if (forgotten.units === 0) break;
      passings += forgotten.passings;
    }
    if (passings === 0) return;
    this.droppedPassings += passings;
    this.log.log(dropped(days, passings, untilUs));
    const droppedUntilUs = Math.max(untilUs, this.state?.droppedUntilUs ?? 0);
    if (this.state !== undefined) await this.keep({ ...this.state, droppedUntilUs });
  }

  /** Notes dropped numbers in the ledgers first: a number that is gone and not noted would be asked for again. */
  private async noteDropped(numbers: DroppedNumbers): Promise<void> {
    for (const [decoderId, dropped] of numbers)
      await this.ledgers.note(decoderId, (ledger) => ledger && noteDropped(ledger, dropped));
  }

  private async keep(state: RetentionState): Promise<void> {
    await this.repository.keepRetentionState(state);
    this.state = state;
  }

  private nowMs(): number {
    return Math.floor(this.hostClock.nowUs() / 1000);
  }
}
