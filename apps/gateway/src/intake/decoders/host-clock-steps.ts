import { failureWords } from '../../platform/storage/storage-trouble.js';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Alarms } from '../alarms/alarms.js';
import { Clock } from '../../platform/clock/clock.js';
import { ExpiryClock } from '../../platform/clock/expiry-clock.js';
import { HostClockWatch } from '../../platform/clock/host-clock-watch.js';
import { isOfSomeZone, verdictOn } from '../../platform/clock/host-step-verdict.js';
import { SteadyTime } from '../../platform/clock/steady-time.js';
import { TrackTime } from '../../platform/clock/track-time.js';
import { IngestService } from '../ingest/ingest.service.js';
import { Ledgers } from '../ledger/ledgers.js';
import type { DecoderPipeline } from './decoder-pipeline.js';
import { DecoderRegistry } from './decoder-registry.js';
import { HostCorrections } from './host-corrections.js';
import { lengthOf } from './time-words.js';

const PERIOD_MS = 1000;
/** Time in which a step must not be undone to be believed: a step undone sooner was a wrong answer from the network. */
const CONFIRMED_AFTER_MS = 60_000;
/** Least step at the start that counts: a clock kept right over the network is less behind its former time. */
const NOTABLE_MS = 60_000;
const ALIKE_US = 2_000_000;
/** Cause of a change of the believed time. */
type Change = 'set' | 'behind' | 'asleep';

/** A step that is not believed yet, and the relations of the decoders' clocks to that of this machine before it. */
interface HeldStep {
  readonly aheadUs: number;
  readonly sinceMs: number;
  readonly relationsUs: ReadonlyMap<string, number>;
}

/**
 * Decides what a step of this machine's clock means. A step between two clocks is not the decoder's fault: the decoder keeps
 * its relation, and passings that this run stored by a wrong clock are dated anew.
 */
@Injectable()
export class HostClockSteps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('clock');
  private readonly wasBehind: boolean;
  private timer: NodeJS.Timeout | undefined;
  private held: HeldStep | undefined;
  private isTold = false;
  private working: Promise<void> | undefined;
  private resuming: Promise<void> | undefined;

  constructor(
    private readonly trackTime: TrackTime,
    private readonly watch: HostClockWatch,
    private readonly registry: DecoderRegistry,
    private readonly corrections: HostCorrections,
    private readonly alarms: Alarms,
    private readonly ledgers: Ledgers,
    private readonly steadyTime: SteadyTime,
    ingest: IngestService,
    clock: Clock,
    expiryClock: ExpiryClock,
  ) {
    this.wasBehind = expiryClock.nowMs() - clock.nowMs() > NOTABLE_MS;
    if (this.wasBehind) ingest.taken.rememberEach();
    registry.blameHostBy((movedUs, offsetUs) => this.isOfHost(movedUs, offsetUs));
  }

  onApplicationBootstrap(): void {
    this.resuming = this.resume();
    this.watch.listen(() => {
      // Taken before the next passing, which tells the decoders' relations after the step.
      this.holding();
      setImmediate(() => {
        this.consider();
      });
    });
    this.timer = setInterval(() => {
      this.consider();
    }, PERIOD_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.corrections.stop();
    await this.working;
    await this.resuming;
  }

  /** Why this machine's clock is not believed, for people. */
  get trouble(): string | undefined {
    const { aheadUs } = this.trackTime;
    if (!this.isTold || aheadUs === 0) return undefined;
    const side = aheadUs > 0 ? 'ahead of' : 'behind';
    return `The clock of this machine is ${lengthOf(aheadUs)} ${side} the decoders' clocks, by which passings are timed. Set the clock of this machine right.`;
  }

  private consider(): void {
    const { aheadUs } = this.trackTime;
    if (this.working !== undefined) return;
    if (aheadUs === 0) {
      this.settle();
      return;
    }
    const { relationsUs, sinceMs } = this.holding();
    const isConfirmed = this.steadyTime.nowMs() - sinceMs >= CONFIRMED_AFTER_MS;
    const verdict = verdictOn([...relationsUs.values()], aheadUs, this.wasBehind);
    if (this.slept(relationsUs, aheadUs).length > 0) this.begin(aheadUs, 'asleep');
    else if (verdict === 'believe' || (verdict === 'wait' && isConfirmed)) this.begin(aheadUs, 'set');
    else if (verdict === 'hold') this.tell();
  }

  private holding(): HeldStep {
    const { aheadUs } = this.trackTime;
    if (this.held?.aheadUs === aheadUs) return this.held;
    const relationsUs = this.held?.relationsUs ?? this.relations();
    return (this.held = { aheadUs, sinceMs: this.steadyTime.nowMs(), relationsUs });
  }

  /** Ends the step that was held: this machine's clock goes as it is believed to. */
  private settle(): void {
    if (this.isTold) this.log.log("the clock of this machine agrees with the decoders' clocks again");
    this.held = undefined;
    this.isTold = false;
  }

  private relations(): Map<string, number> {
    const known = this.registry
      .all()
      .map(({ decoder, clock }) => [decoder.decoderId, clock.relationUs] as const);
    return new Map(known.filter((each): each is readonly [string, number] => each[1] !== undefined));
  }

  /** Returns the decoders whose clocks went on with that of this machine: time went by while the process was asleep. */
  private slept(before: ReadonlyMap<string, number>, aheadUs: number): DecoderPipeline[] {
    return this.registry.all().filter(({ decoder, clock }) => {
      const [then, now] = [before.get(decoder.decoderId), clock.relationUs];
      return then !== undefined && now !== undefined && Math.abs(now - then + aheadUs) < ALIKE_US;
    });
  }

  private tell(): void {
    if (this.isTold) return;
    this.isTold = true;
    this.log.warn(this.trouble);
  }

  /**
   * Whether this machine accounts for a decoder's clock that seems to have moved: it slept, or was set while the gateway was
   * stopped.
   */
  private isOfHost(movedUs: number, offsetUs: number): boolean {
    const { aheadUs } = this.trackTime;
    if (aheadUs !== 0 && this.working === undefined && Math.abs(movedUs + aheadUs) < ALIKE_US) {
      this.begin(aheadUs, 'asleep');
      return true;
    }
    if (this.working !== undefined) return false;
    const isBehind = this.wasBehind && movedUs < 0 && aheadUs === 0;
    if (!isBehind || !isOfSomeZone(offsetUs) || isOfSomeZone(offsetUs + movedUs)) return false;
    this.begin(-movedUs, 'behind');
    return true;
  }

  private begin(byUs: number, change: Change): void {
    const slept = change === 'asleep' ? this.slept(this.held?.relationsUs ?? new Map(), byUs) : undefined;
    this.working = this.corrections
      .apply(byUs, slept)
      .then(async (counts) => {
        this.tellOf(byUs, change, counts);
        if (change !== 'asleep') await this.noteRedated(counts);
      })
      .catch((error: unknown) => {
        this.log.error(
          `passings that were stored by a wrong clock are not all dated anew before the next start: ${failureWords(error)}`,
        );
      })
      .finally(() => {
        this.working = undefined;
      });
  }

  private async resume(): Promise<void> {
    try {
      const counts = await this.corrections.resume();
      for (const [decoderId, count] of counts)
        this.alarms.raise(
          decoderId,
          'host_clock_set',
          `the gateway was ended while the clock of this machine was corrected${anew(count)}`,
        );
      await this.noteRedated(counts);
    } catch (error) {
      // Rejects only where the shutdown came first: planned redatings stay planned.
      this.log.log(
        `passings that an earlier run was dating anew, where there are any, wait for the next start: ${failureWords(error)}`,
      );
    }
  }

  private async noteRedated(counts: ReadonlyMap<string, number>): Promise<void> {
    for (const [decoderId, count] of counts)
      await this.ledgers.note(
        decoderId,
        (ledger) => ledger && { ...ledger, redated: (ledger.redated ?? 0) + count },
      );
  }

  private tellOf(byUs: number, change: Change, counts: ReadonlyMap<string, number>): void {
    if (change === 'asleep') {
      this.log.log(`this machine was asleep for ${lengthOf(byUs)}`);
      return;
    }
    const direction = byUs > 0 ? 'forward' : 'back';
    const what =
      change === 'set'
        ? `the clock of this machine was set ${direction} by ${lengthOf(byUs)}, and not that of the decoder`
        : `the clock of this machine is ${lengthOf(byUs)} behind, and not that of the decoder, by which passings are ` +
          'timed: set it right';
    if (this.registry.all().length === 0) this.log.warn(what);
    for (const { decoder } of this.registry.all())
      this.alarms.raise(
        decoder.decoderId,
        'host_clock_set',
        `${what}${anew(counts.get(decoder.decoderId) ?? 0)}`,
      );
    this.isTold = change === 'behind';
  }
}

function anew(count: number): string {
  if (count === 0) return '';
  return `; ${count === 1 ? '1 passing that was' : `${count.toLocaleString('en')} passings that were`} received before by the wrong clock ${count === 1 ? 'is' : 'are'} dated anew`;
}
