import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { capabilitiesOf, DecoderParser, describeTransport, protocolAt } from '#decoder';
import { PassingsRepository } from '#passings';
import type { AlarmKind } from '../alarms/alarm.js';
import { Alarms } from '../alarms/alarms.js';
import { TrackTime } from '../../platform/clock/track-time.js';
import { type ConfiguredDecoder, GatewayConfig } from '../../platform/config/gateway-config.js';
import { IngestService } from '../ingest/ingest.service.js';
import { Ledgers } from '../ledger/ledgers.js';
import { Leases } from '../lease/leases.js';
import { type Feature, Features, type FeatureState } from '../../access/license/features.js';
import type { RunningDecoders } from '../../access/license/running-decoders.js';
import { DecoderRecovery } from '../recovery/decoder-recovery.js';
import { AskedConnection } from './asked-connection.js';
import { DecoderPipeline } from './decoder-pipeline.js';
import type { ConfiguredBy } from './decoder-pipeline-options.js';
import { keptClockText, type KeptPassingClock, readKeptClock } from './passing-clock.js';
import { isRunning } from './license-gate.js';
import { TimeSettlement } from './time-settlement.js';

/** Whether this machine's clock is to blame where a decoder's seems to have moved against its offset in force. */
export type HostBlame = (movedUs: number, offsetUs: number) => boolean;

const FLUSH_MS = 3000;
const STORE_RETRY_MS = 100;
const GATE_PERIOD_MS = 250;

/** The decoders that run: connected as far as their licence allows, and let go of at the end. */
@Injectable()
export class DecoderRegistry implements RunningDecoders, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('decoders');
  private readonly running = new Map<string, DecoderPipeline>();
  private readonly recoveries = new Map<string, DecoderRecovery>();
  private isStopping = false;
  private isOfHost: HostBlame = () => false;
  private gate: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: GatewayConfig,
    private readonly parser: DecoderParser,
    private readonly trackTime: TrackTime,
    private readonly ingest: IngestService,
    private readonly repository: PassingsRepository,
    private readonly ledgers: Ledgers,
    private readonly features: Features,
    private readonly alarms: Alarms,
    private readonly leases: Leases,
  ) {
    for (const decoder of config.decoders)
      this.running.set(decoder.decoderId, this.make(decoder, 'environment'));
  }

  onApplicationBootstrap(): void {
    for (const decoder of this.running.values()) this.begin(decoder);
    this.gate = setInterval(() => {
      for (const decoder of this.running.values()) this.applyLicense(decoder);
    }, GATE_PERIOD_MS);
  }

  all(): readonly DecoderPipeline[] {
    return [...this.running.values()];
  }

  runningBy(stateOf: (feature: Feature) => FeatureState): readonly ConfiguredDecoder[] {
    return this.all().flatMap((each) =>
      isRunning(each.state().link, stateOf(each.decoder.address.kind)) ? [each.decoder] : [],
    );
  }

  find(decoderId: string): DecoderPipeline | undefined {
    return this.running.get(decoderId);
  }

  /** Whether the decoder's recording is being read, because Redis does not have all of its passings yet. */
  isReadingRecording(decoderId: string): boolean {
    return this.running.get(decoderId)?.recording?.isCatchingUp ?? false;
  }

  /** Whether the decoder is being asked for missing passings. */
  isRecovering(decoderId: string): boolean {
    const decoder = this.running.get(decoderId);
    // A recovery checks the numbers of every decoder, also of one that cannot be asked for passings.
    if (decoder === undefined || !capabilitiesOf(decoder.protocol).canResend) return false;
    return this.recoveries.get(decoderId)?.isRunning ?? false;
  }

  blameHostBy(isOfHost: HostBlame): void {
    this.isOfHost = isOfHost;
  }

  /** Runs the decoder in place of one with the same id, once that one has let go of its link. */
  async run(decoder: ConfiguredDecoder): Promise<DecoderPipeline> {
    await this.letGo(decoder.decoderId);
    const made = this.make(decoder, 'api');
    this.running.set(decoder.decoderId, made);
    this.begin(made);
    return made;
  }

  /** Resolves when the decoder's link is closed and its passings are stored. */
  async remove(decoderId: string): Promise<void> {
    await this.letGo(decoderId);
    this.running.delete(decoderId);
    await this.ingest.storeNow(FLUSH_MS);
    await this.leases.leave(decoderId);
  }

  /** Lets go of the decoders, then stores their last passings. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.gate);
    for (const recovery of this.recoveries.values()) recovery.stop();
    // A link that waits for the store could not be closed: the wait must have an end.
    this.ingest.endWithin(FLUSH_MS);
    await Promise.all(this.all().map((decoder) => decoder.close()));
    await this.ingest.flush();
    await this.leases.leaveAll();
  }

  private make(decoder: ConfiguredDecoder, configuredBy: ConfiguredBy): DecoderPipeline {
    const raise = (kind: AlarmKind, message: string): void => {
      this.alarms.raise(decoder.decoderId, kind, message);
    };
    const made: DecoderPipeline = new DecoderPipeline({
      decoder,
      configuredBy,
      parser: this.parser,
      hostClock: this.trackTime,
      take: (passings) => this.ingest.add(passings),
      hasRoom: () => this.ingest.hasRoom,
      untilStored: () => this.ingest.untilStored(),
      ledgerState: () => this.ledgers.confirmedState(decoder.decoderId),
      recordIn: isRecorded(decoder) ? join(this.config.dataDir, 'recorder', decoder.decoderId) : undefined,
      keepClock: (kept) => this.repository.keepClock(clockOf(decoder), keptClockText(kept)),
      isOfHost: (movedUs, formerUs) => {
        const offsetUs = formerUs ?? made.conversation.clock.state().offsetUs;
        return movedUs !== undefined && offsetUs !== undefined && this.isOfHost(movedUs, offsetUs);
      },
      corrected: (receivedAtUs) => this.trackTime.corrected(receivedAtUs),
      isReadElsewhere: () => this.leases.leaseOf(decoder.decoderId)?.link === 'linked',
      isWatched: () => this.leases.isWatched(decoder.decoderId),
      raise,
      linkOpened: () => {
        recovery.linkOpened();
      },
      unsettled: () => {
        recovery.checkNow();
      },
      settled: () => {
        recovery.settled();
      },
    });
    const nowMs = (): number => Math.floor(this.trackTime.nowUs() / 1000);
    const settlement = new TimeSettlement(made, this.repository);
    const recovery = new DecoderRecovery({
      decoder: new AskedConnection(made),
      backfill: decoder.address.backfill,
      ledgers: this.ledgers,
      raise,
      nowMs,
      becameQuiet: () => {
        void settlement.settle();
      },
    });
    this.recoveries.set(decoder.decoderId, recovery);
    this.ledgers.hearSetBack(decoder.decoderId, () => {
      made.setBack();
    });
    return made;
  }

  private begin(decoder: DecoderPipeline): void {
    this.applyLicense(decoder);
    const { decoderId, address } = decoder.decoder;
    this.leases.join({
      decoderId,
      address: describeTransport(address),
      isLinked: () => decoder.state().link === 'connected',
      turned: (isOurs) => {
        if (this.isStopping || this.running.get(decoderId) !== decoder) return;
        if (isOurs) void this.read(decoder);
        else this.standBy(decoder);
      },
      handBack: (passings) => {
        decoder.park(passings);
      },
    });
  }

  private standBy(decoder: DecoderPipeline): void {
    if (decoder.isRead)
      this.log.log(`another gateway reads the decoder ${decoder.decoder.decoderId}: this one stands by`);
    decoder.standBy();
  }

  /** Waits for the store: without it no passing could be kept, and the clock offset of the last run would be missed. */
  private async read(decoder: DecoderPipeline): Promise<void> {
    const { decoderId } = decoder.decoder;
    if (decoder.isStandingBy) this.log.log(`this gateway takes over the decoder ${decoderId}`);
    const isOurs = (): boolean =>
      !this.isStopping &&
      this.running.get(decoderId) === decoder &&
      this.leases.tokenOf(decoderId) !== undefined;
    while (isOurs()) {
      try {
        // The known gaps of the ledger can be asked for while the store is away.
        await this.ledgers.look(decoderId);
        const clock = await this.keptClock(decoder);
        const wasInSight = decoder.isStandingBy && (await this.fill(decoder, clock));
        if (isOurs()) await decoder.read(clock, this.ledgers.latest(decoderId), wasInSight);
        return;
      } catch {
        // The connection to the store tells why it does not answer, and so does /health/ready.
        await delay(STORE_RETRY_MS);
      }
    }
  }

  /**
   * Stores the passings that the gateway that reads the decoder did not hear, because its link was lost for a moment: not
   * every decoder can send them again.
   */
  async standIn(decoder: DecoderPipeline): Promise<void> {
    const { decoderId } = decoder.decoder;
    await this.ledgers.look(decoderId);
    const ledger = this.ledgers.latest(decoderId);
    if (ledger === undefined || !decoder.hasHeardMore(ledger)) return;
    await this.fill(decoder, await this.keptClock(decoder));
  }

  /** Resolves to whether the decoder was in sight since the newest stored passing. */
  private async fill(decoder: DecoderPipeline, clock: KeptPassingClock | undefined): Promise<boolean> {
    const { decoderId } = decoder.decoder;
    const ledger = this.ledgers.latest(decoderId);
    if (ledger === undefined) return false;
    const heard = decoder.heardMore(ledger, clock);
    return this.ledgers.fill(decoderId, heard, (passing) => decoder.hasHeard(passing));
  }

  private async keptClock({ decoder }: DecoderPipeline): Promise<KeptPassingClock | undefined> {
    const kept = await this.repository.keptClock(clockOf(decoder));
    return kept === undefined ? undefined : readKeptClock(kept);
  }

  private applyLicense(decoder: DecoderPipeline): void {
    decoder.applyLicense(this.features.stateOf(decoder.decoder.address.kind));
  }

  /** Closes the decoder without waiting for the store beyond `FLUSH_MS`: its last passings are safe in the ingest. */
  private async letGo(decoderId: string): Promise<void> {
    this.recoveries.get(decoderId)?.stop();
    const closed = this.running.get(decoderId)?.close();
    if (closed !== undefined) await Promise.race([closed, delay(FLUSH_MS, undefined, { ref: false })]);
  }
}

/**
 * Key of a decoder's clock. The address belongs to it: once the URL of an id leads elsewhere, the decoder and its clock are
 * others.
 */
function clockOf({ decoderId, address }: ConfiguredDecoder): string {
  return `${decoderId} at ${describeTransport(address)}`;
}

/** Whether the decoder is recorded: always where it cannot resend, whatever its URL says. */
function isRecorded({ address }: ConfiguredDecoder): boolean {
  const protocol = protocolAt(address);
  return address.record || protocol.isAlwaysRecorded === true || !capabilitiesOf(protocol).canResend;
}
