import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type Passing, PassingsRepository, type Redating } from '#passings';
import { Alarms } from '../alarms/alarms.js';
import { Clock } from '../clock/clock.js';
import { ExpiryClock } from '../clock/expiry-clock.js';
import { HostClockWatch } from '../clock/host-clock-watch.js';
import { isOfSomeZone, verdictOn } from '../clock/host-step-verdict.js';
import { SteadyTime } from '../clock/steady-time.js';
import { type TimeCorrection, TrackTime } from '../clock/track-time.js';
import { IngestService } from '../ingest/ingest.service.js';
import { DecoderRegistry } from './decoder-registry.js';
import { type DatingByMachine, redatedPassing } from './redated-passing.js';
import { lengthOf } from './time-words.js';

const PERIOD_MS = 1000;
/** A step that is undone sooner was a wrong answer from the network. */
const CONFIRMED_AFTER_MS = 60_000;
/** A clock that is kept right over the network is behind what it said before by less. */
const NOTABLE_MS = 60_000;
const ALIKE_US = 2_000_000;
const PAGE = 1000;
const MOST_AT_ONCE = 500;
const NOT_OURS: DatingByMachine = { measured: new Set(), isAsSent: false };

/**
 * Decides what a step of this machine's clock means. A difference of two clocks is no fault of the decoder's: it keeps its
 * relation, and what this run stored by a wrong clock is dated anew.
 */
@Injectable()
export class HostClockSteps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('clock');
  private readonly wasBehind: boolean;
  private timer: NodeJS.Timeout | undefined;
  /** The step that is not believed, and since when. */
  private held: { readonly aheadUs: number; readonly sinceMs: number } | undefined;
  private isTold = false;
  private working: Promise<void> | undefined;

  constructor(
    private readonly trackTime: TrackTime,
    private readonly watch: HostClockWatch,
    private readonly registry: DecoderRegistry,
    private readonly ingest: IngestService,
    private readonly repository: PassingsRepository,
    private readonly alarms: Alarms,
    private readonly steadyTime: SteadyTime,
    clock: Clock,
    expiryClock: ExpiryClock,
  ) {
    this.wasBehind = expiryClock.nowMs() - clock.nowMs() > NOTABLE_MS;
    if (this.wasBehind) ingest.taken.rememberEach();
    registry.blameHostBy((movedUs, offsetUs) => this.isOfHost(movedUs, offsetUs));
  }

  onApplicationBootstrap(): void {
    this.watch.listen(() => {
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
    await this.working;
  }

  /** Why this machine's clock is not believed, for people. */
  get trouble(): string | undefined {
    const { aheadUs } = this.trackTime;
    if (!this.isTold || aheadUs === 0) return undefined;
    const side = aheadUs > 0 ? 'ahead of' : 'behind';
    return `The clock of this machine is ${lengthOf(aheadUs)} ${side} what the decoders' clocks say: passings are timed as they say. Set the clock of this machine right.`;
  }

  private consider(): void {
    const { aheadUs } = this.trackTime;
    if (this.working !== undefined) return;
    if (aheadUs === 0) {
      if (this.isTold) this.log.log('the clock of this machine says again what the decoders say');
      this.held = undefined;
      this.isTold = false;
      return;
    }
    if (this.held?.aheadUs !== aheadUs) this.held = { aheadUs, sinceMs: this.steadyTime.nowMs() };
    const offsets = this.registry.all().flatMap(({ clock }) => clock.relationUs ?? []);
    const verdict = verdictOn(offsets, aheadUs, this.wasBehind);
    const isConfirmed = this.steadyTime.nowMs() - this.held.sinceMs >= CONFIRMED_AFTER_MS;
    if (verdict === 'believe' || (verdict === 'wait' && isConfirmed)) this.begin(aheadUs, 'was set');
    else if (verdict === 'hold') this.tell();
  }

  private tell(): void {
    if (this.isTold) return;
    this.isTold = true;
    this.log.warn(this.trouble);
  }

  /** Whether a decoder's clock that seems to have moved has not: this machine slept, or was set while we did not run. */
  private isOfHost(movedUs: number, offsetUs: number): boolean {
    const { aheadUs } = this.trackTime;
    if (aheadUs !== 0 && Math.abs(movedUs + aheadUs) < ALIKE_US) {
      this.log.log('this machine was asleep');
      this.trackTime.wake();
      return true;
    }
    const isBehind = this.wasBehind && movedUs < 0 && aheadUs === 0;
    if (!isBehind || !isOfSomeZone(offsetUs) || isOfSomeZone(offsetUs + movedUs)) return false;
    this.begin(-movedUs, 'is wrong');
    return true;
  }

  /** Another time is believed from now on. */
  private begin(byUs: number, what: string): void {
    const dating = new Map(
      this.registry.all().map((each) => [each.decoder.decoderId, each.conversation.clock.measuredHere]),
    );
    // Forward it is the same moment for all; back, what comes meanwhile must not be taken for what came before.
    const moved = byUs > 0 ? this.move(byUs) : undefined;
    let correction: TimeCorrection | undefined;
    const redated = (passing: Passing): Passing => {
      const connected = this.registry.find(passing.decoderId);
      const measured = dating.get(passing.decoderId) ?? NOT_OURS.measured;
      const isAsSent = connected?.clock.source === 'as_sent';
      return redatedPassing(passing, byUs, { measured, isAsSent });
    };
    const isWrong = ({ receivedAtMs }: Passing): boolean =>
      correction !== undefined &&
      receivedAtMs >= Math.floor(correction.fromUs / 1000) &&
      receivedAtMs <= Math.floor(correction.untilUs / 1000);
    this.working = this.ingest
      .hold(
        () => {
          correction = moved ?? this.move(byUs);
          return (passing) => (isWrong(passing) ? redated(passing) : passing);
        },
        async () => {
          await this.redate(byUs, what, (passing) => (isWrong(passing) ? redated(passing) : undefined));
        },
      )
      .catch((error: unknown) => {
        this.log.error(`passings that were stored by a wrong clock are not dated anew: ${String(error)}`);
      })
      .finally(() => {
        this.working = undefined;
      });
  }

  private move(byUs: number): TimeCorrection {
    const correction = this.trackTime.move(byUs);
    for (const decoder of this.registry.all()) decoder.hostMoved(byUs, correction.fromUs);
    return correction;
  }

  private async redate(
    byUs: number,
    what: string,
    redated: (passing: Passing) => Passing | undefined,
  ): Promise<void> {
    const counts = new Map<string, number>();
    const changes = await this.changesBy(redated);
    for (let from = 0; from < changes.length; from += MOST_AT_ONCE) {
      const some = changes.slice(from, from + MOST_AT_ONCE);
      await this.repository.redate(some);
      for (const { kept } of some) counts.set(kept.decoderId, (counts.get(kept.decoderId) ?? 0) + 1);
    }
    this.ingest.taken.moved(byUs);
    const direction = byUs > 0 ? 'forward' : 'back';
    const step =
      what === 'was set'
        ? `the clock of this machine was set ${direction} by ${lengthOf(byUs)}, and not that of the decoder`
        : `the clock of this machine is ${lengthOf(byUs)} behind, and not that of the decoder, by which passings are timed: set it right`;
    for (const { decoder } of this.registry.all()) {
      const count = counts.get(decoder.decoderId) ?? 0;
      this.alarms.raise(decoder.decoderId, 'host_clock_set', `${step}${anew(count)}`);
    }
    if (what !== 'was set') this.isTold = true;
  }

  private async changesBy(redated: (passing: Passing) => Passing | undefined): Promise<Redating[]> {
    const { taken } = this.ingest;
    const { window } = taken;
    const changes: Redating[] = [];
    if (window === undefined) return changes;
    const query = { window, order: 'asc', limit: PAGE } as const;
    for (let page = await this.repository.find(query); ;) {
      for (const kept of page.passings()) {
        const dated = taken.has(kept) ? redated(kept) : undefined;
        if (dated !== undefined) changes.push({ kept, dated });
      }
      if (page.next === undefined) return changes;
      page = await this.repository.find({ ...query, after: page.next });
    }
  }
}

function anew(count: number): string {
  if (count === 0) return '';
  return `; ${count === 1 ? '1 passing that was' : `${count.toLocaleString('en')} passings that were`} received before by the wrong clock ${count === 1 ? 'is' : 'are'} dated anew`;
}
