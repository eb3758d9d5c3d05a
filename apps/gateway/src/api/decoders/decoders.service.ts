import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { capabilitiesOf, formatDecoderUrl, type HostClock, parseDecoderUrl } from '#decoder';
import { RepeatedTask } from '../../platform/clock/repeated-task.js';
import { TrackTime } from '../../platform/clock/track-time.js';
import { Alarms } from '../../intake/alarms/alarms.js';
import { type ConfiguredDecoder, GatewayConfig } from '../../platform/config/gateway-config.js';
import { IngestService } from '../../intake/ingest/ingest.service.js';
import { StoredCounts } from '../../intake/ingest/stored-counts.js';
import { Ledgers } from '../../intake/ledger/ledgers.js';
import { Features } from '../../access/license/features.js';
import { wouldStopTiming } from '../../access/license/would-stop-timing.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';
import { StorageWatch } from '../../platform/storage/storage-watch.js';
import { completenessOf, completenessState, type CompletenessView } from './completeness-view.js';
import type { DecoderPipeline } from '../../intake/decoders/decoder-pipeline.js';
import type { DecoderChangeInput, DecoderInput } from './decoder-input.js';
import { decoderProblem, MOST_DECODERS } from './decoder-problems.js';
import { DecoderRegistry } from '../../intake/decoders/decoder-registry.js';
import { DecoderWarnings } from '../../intake/decoders/decoder-warnings.js';
import { DecoderStore } from '../../intake/decoders/decoder-store.js';
import { type DecoderRemovedView, type DecoderView, viewOf } from './decoder-view.js';
import { isRunning, PERMISSIONS } from '../../intake/decoders/license-gate.js';

const STORE_RETRY_MS = 100;
const TAKEN_OVER_WORDS =
  'Another Redis server took over, or Redis was started again: whether it has every passing is being checked.';
/** Short, because a change by another gateway of the site has to be seen within a second. */
const FOLLOW_PERIOD_MS = 500;

/** Tells about the decoders, and changes them, one change at a time: the running decoders are the stored ones. */
@Injectable()
export class DecodersService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('decoders');
  private isStopping = false;
  /** The running decoders are known to be the stored ones. */
  private isInStep = false;
  private gettingInStep: Promise<void> | undefined;
  private lastTurn: Promise<unknown> = Promise.resolve();
  private readonly following = new RepeatedTask(() => this.follow(), FOLLOW_PERIOD_MS);
  /** Decoders of the environment whose warning about a waiting one of the API was logged. */
  private waitingTold = new Set<string>();

  constructor(
    private readonly registry: DecoderRegistry,
    private readonly store: DecoderStore,
    private readonly ingest: IngestService,
    private readonly counts: StoredCounts,
    private readonly ledgers: Ledgers,
    private readonly alarms: Alarms,
    @Inject(TrackTime) private readonly hostClock: HostClock,
    private readonly storage: StorageWatch,
    private readonly warnings: DecoderWarnings,
    private readonly features: Features,
    private readonly config: GatewayConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.getInStepSoon();
    void this.following.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.following.stop();
    await this.gettingInStep;
  }

  list(): DecoderView[] {
    const doubled = this.warnings.current();
    return this.registry.all().map((decoder) => this.view(decoder, doubled));
  }

  get(decoderId: string): DecoderView {
    return this.view(this.found(decoderId));
  }

  completeness(decoderId: string): CompletenessView {
    const decoder = this.found(decoderId);
    const { link, notReadSinceMs, counters, withheld } = decoder.state();
    return completenessOf({
      decoderId,
      ledger: this.ledgers.latest(decoderId),
      isConnected: link === 'connected' && notReadSinceMs === undefined && !decoder.isStandingBy,
      isRecovering: this.registry.isRecovering(decoderId),
      storageDoubt: this.storageDoubt(),
      canResend: capabilitiesOf(decoder.protocol).canResend,
      isResendWithheld: withheld.some(({ question }) => question === 'RESEND'),
      isReadElsewhere: decoder.isReadElsewhere,
      isReadingRecording: this.registry.isReadingRecording(decoderId),
      counting: decoder.protocol.counting ?? 'passings',
      lostLines: decoder.lines,
      duplicates: this.ledgers.repeatsOf(decoderId),
      rejected: counters.rejected,
    });
  }

  add({ decoder_id: decoderId, url }: DecoderInput): Promise<DecoderView> {
    const decoder = { decoderId, address: parseDecoderUrl(url) };
    return this.inTurn(async () => {
      // A demo that was asked for accepts real decoders: its user knows whose riders are invented.
      if (this.config.demo && !this.config.isDemoAsked) throw decoderProblem('demoRuns');
      if (this.registry.find(decoderId) !== undefined) throw decoderProblem('exists');
      if (this.registry.all().length >= MOST_DECODERS) throw decoderProblem('tooMany');
      await this.written(this.store.keep(decoder));
      return this.view(await this.registry.run(decoder));
    });
  }

  change(decoderId: string, { url, force = false }: DecoderChangeInput): Promise<DecoderView> {
    const decoder = { decoderId, address: parseDecoderUrl(url) };
    return this.inTurn(async () => {
      const current = this.changeable(decoderId);
      if (isSame(current.decoder, decoder)) return this.view(current);
      if (!force) this.refuseToStop(current, decoder);
      await this.written(this.store.keep(decoder));
      return this.view(await this.registry.run(decoder));
    });
  }

  remove(decoderId: string): Promise<DecoderRemovedView> {
    return this.inTurn(async () => {
      this.changeable(decoderId);
      await this.written(this.store.forget(decoderId));
      await this.registry.remove(decoderId);
      return { success: true, message: `Decoder ${decoderId} is removed; its passings stay.` };
    });
  }

  /** Refuses a change that would stop a running decoder: its link is closed, and only a licence in force opens it again. */
  private refuseToStop(current: DecoderPipeline, next: ConfiguredDecoder): void {
    if (!isRunning(current.state().link, current.license)) return;
    const license = this.features.stateOf(next.address.kind);
    if (PERMISSIONS[license] !== 'open') throw wouldStopTiming([next]);
  }

  private changeable(decoderId: string): DecoderPipeline {
    const decoder = this.registry.find(decoderId);
    if (decoder === undefined) throw decoderProblem('unknown');
    if (decoder.configuredBy === 'environment') throw decoderProblem('configuredByEnvironment');
    return decoder;
  }

  /** Runs `change` after every change that was begun before. */
  private inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const turn = this.lastTurn.then(async () => {
      // Another gateway may have changed the decoders a moment ago.
      await this.getInStep();
      return change();
    });
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Waits for a write. A failed one may have been written all the same, so that the store has to be read. */
  private async written(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.isInStep = false;
      this.getInStepSoon();
      throw error;
    }
  }

  private getInStepSoon(): void {
    this.gettingInStep ??= this.keepTrying().finally(() => {
      this.gettingInStep = undefined;
    });
  }

  private async keepTrying(): Promise<void> {
    let said = '';
    while (!this.isInStep && !this.isStopping) {
      try {
        await this.inTurn(() => Promise.resolve());
      } catch (error) {
        const words = failureWords(error);
        if (words !== said) this.log.warn(`the decoders added by the API are not read yet: ${words}`);
        said = words;
        await delay(STORE_RETRY_MS);
      }
    }
  }

  /** Looks for changes by other gateways; a store that is away is tried again. */
  private async follow(): Promise<void> {
    if (!this.isInStep || this.isStopping) return;
    await this.inTurn(() => Promise.resolve()).catch(() => undefined);
    await Promise.allSettled(this.registry.all().map((each) => this.lookAt(each)));
  }

  private async lookAt(decoder: DecoderPipeline): Promise<void> {
    const { decoderId } = decoder.decoder;
    if (decoder.isStandingBy) await this.registry.standIn(decoder);
    // The gateway that stands by may have stored missing passings.
    else if (decoder.isWatched && (this.ledgers.latest(decoderId)?.missing.length ?? 0) > 0)
      await this.ledgers.look(decoderId);
  }

  private async getInStep(): Promise<void> {
    const stored = new Map((await this.store.all()).map((decoder) => [decoder.decoderId, decoder]));
    for (const { decoder, configuredBy } of this.registry.all()) {
      const { decoderId } = decoder;
      if (configuredBy === 'api' && !stored.has(decoderId)) await this.registry.remove(decoderId);
    }
    const waiting = new Set<string>();
    for (const decoder of stored.values()) {
      const running = this.registry.find(decoder.decoderId);
      if (running?.configuredBy === 'environment') waiting.add(decoder.decoderId);
      else if (running === undefined || !isSame(running.decoder, decoder)) await this.registry.run(decoder);
    }
    this.tellWaiting(waiting);
    this.isInStep = true;
  }

  private tellWaiting(waiting: Set<string>): void {
    for (const decoderId of waiting)
      if (!this.waitingTold.has(decoderId))
        this.log.warn(
          `decoder ${decoderId} is set in the environment: its entry added by the API is not used meanwhile`,
        );
    this.waitingTold = waiting;
  }

  private view(decoder: DecoderPipeline, doubled = this.warnings.current()): DecoderView {
    const confirmed = this.counts.of(decoder.decoder.decoderId);
    const { decoderId } = decoder.decoder;
    const completeness = completenessState(this.ledgers.latest(decoderId), {
      isConnected: decoder.state().link === 'connected' && !decoder.isStandingBy,
      isRecovering: this.registry.isRecovering(decoderId),
      storageDoubt: this.storageDoubt(),
      isReadingRecording: this.registry.isReadingRecording(decoderId),
    });
    const alarms = this.alarms.of(decoderId);
    const storage = this.storage.trouble() ?? this.ingest.state().trouble;
    const nowMs = this.hostClock.nowUs() / 1000;
    const sentences = doubled
      .filter(({ decoderIds }) => decoderIds.includes(decoderId))
      .map(({ sentence }) => sentence);
    const unheard = decoder.unheardTrouble(nowMs);
    const warnings = unheard === undefined ? sentences : [...sentences, unheard];
    return viewOf(decoder, { confirmed, completeness, alarms, warnings, storage }, nowMs);
  }

  private storageDoubt(): string | undefined {
    return this.storage.unconfirmed() ?? (this.ledgers.isDoubtful ? TAKEN_OVER_WORDS : undefined);
  }

  private found(decoderId: string): DecoderPipeline {
    const decoder = this.registry.find(decoderId);
    if (decoder !== undefined) return decoder;
    throw decoderProblem(this.isInStep ? 'unknown' : 'notReadYet');
  }
}

function isSame(one: ConfiguredDecoder, other: ConfiguredDecoder): boolean {
  return formatDecoderUrl(one.address) === formatDecoderUrl(other.address);
}
