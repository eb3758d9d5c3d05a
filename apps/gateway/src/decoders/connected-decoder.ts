import { Logger } from '@nestjs/common';
import {
  type DecodedChunk,
  DecoderConnection,
  type DecoderParser,
  type DecoderState,
  describeTransport,
  type HostClock,
  linkFor,
  protocolOf,
} from '#decoder';
import type { Passing } from '#passings';
import type { ConfiguredDecoder } from '../config/gateway-config.js';
import { passingOfRecord } from '../ingest/passing-of-record.js';
import { PacedLog } from '../log/paced-log.js';
import { DecoderRecorder } from '../recorder/decoder-recorder.js';
import type { AlarmKind } from '../alarms/alarm.js';
import type { FeatureState } from '../license/features.js';
import { P3Dialogue } from '../recovery/p3-dialogue.js';
import { failureWords, type StorageTrouble } from '../storage/storage-trouble.js';
import { type ArrivedPassing, ClockGate } from './clock-gate.js';
import { type LinkStanding, linkStanding } from './link-standing.js';
import { licenseTrouble, PERMISSIONS } from './license-gate.js';
import { RejectedLog } from './rejected-log.js';
import { Strangers } from './strangers.js';

export type ConfiguredBy = 'environment' | 'api';

export interface ConnectedDecoderOptions {
  readonly decoder: ConfiguredDecoder;
  readonly configuredBy: ConfiguredBy;
  readonly parser: DecoderParser;
  readonly hostClock: HostClock;
  readonly take: (passings: readonly Passing[]) => Promise<void>;
  /** Whether the store keeps up. */
  readonly hasRoom: () => boolean;
  readonly untilStored: () => Promise<boolean>;
  /** Where every byte of it is recorded, if it is. */
  readonly recordIn: string | undefined;
  readonly keepClockOffsetUs: (offsetUs: number) => Promise<void>;
  /** Whether passings that were sent before are being asked for. */
  readonly isFetching: () => boolean;
  readonly raise: (kind: AlarmKind, message: string) => void;
  /** Before anything that comes over a new link. */
  readonly linkOpened: () => void;
  /** After each connect, when its clock was asked, and whenever its clock was found set anew. */
  readonly settled: () => void;
}

/** One configured decoder: its connection, and its records turned into passings. */
export class ConnectedDecoder {
  /** The conversation about its passings. */
  readonly dialogue: P3Dialogue;
  private readonly connection: DecoderConnection;
  private readonly recorder: DecoderRecorder | undefined;
  private readonly rejected: RejectedLog;
  private readonly strangers: Strangers;
  private readonly gate: ClockGate;
  private readonly log: Logger;
  private licensed: FeatureState = 'granted';
  private isStarted = false;

  constructor(private readonly options: ConnectedDecoderOptions) {
    const { decoder, parser, hostClock, recordIn } = options;
    this.log = new Logger(`decoder ${decoder.decoderId}`);
    const paced = new PacedLog();
    this.rejected = new RejectedLog(decoder.decoderId);
    this.strangers = new Strangers((message) => {
      options.raise('foreign_decoder', message);
    });
    this.gate = new ClockGate({
      isTrusted: decoder.address.clock === 'rtc',
      isDoubtful: (rtcTimeUs, receivedAtUs) => this.connection.clock.isDoubtful(rtcTimeUs, receivedAtUs),
      isFetching: options.isFetching,
      measure: () => {
        this.connection.measureClock();
      },
      monotonicMs: () => performance.now(),
    });
    this.recorder = recordIn === undefined ? undefined : this.recordTo(recordIn);
    this.connection = new DecoderConnection({
      link: linkFor(decoder.address),
      createStream: () => {
        this.gate.begin();
        options.linkOpened();
        this.recorder?.linkOpened(describeTransport(decoder.address), hostClock.nowUs());
        return parser.createStream(this.recorder);
      },
      hostClock,
      deliver: (chunk) => this.deliver(chunk),
      clockSettled: (isNewOffset) => {
        this.clockSettled(isNewOffset);
      },
      log: (message) => {
        paced.tell(message, (line) => {
          this.log.log(line);
        });
      },
    });
    this.dialogue = new P3Dialogue(this.connection);
  }

  get decoder(): ConfiguredDecoder {
    return this.options.decoder;
  }

  get configuredBy(): ConfiguredBy {
    return this.options.configuredBy;
  }

  /** What the licence for it was when it was last looked at. */
  get license(): FeatureState {
    return this.licensed;
  }

  /** Why its link must not be opened, for people. */
  get licenseTrouble(): string | undefined {
    return licenseTrouble(this.decoder.address.kind, this.licensed);
  }

  /** What keeps every byte of it, where one does. */
  get recording(): Pick<DecoderRecorder, 'trouble' | 'isCatchingUp'> | undefined {
    return this.recorder;
  }

  /** Why it is not recorded, for people. */
  get recordingTrouble(): string | undefined {
    const trouble = this.recorder?.trouble;
    if (trouble === undefined) return undefined;
    const { canResend } = protocolOf(this.decoder.address.protocol);
    const isAtRisk = canResend ? '' : ' It cannot send again, so what is not stored when we stop is lost.';
    return `What it sends is not recorded: ${trouble}.${isAtRisk}`;
  }

  applyLicense(license: FeatureState): void {
    if (license === this.licensed) return;
    this.licensed = license;
    this.connection.permit(PERMISSIONS[license]);
    if (this.licenseTrouble !== undefined) this.log.warn(this.licenseTrouble);
    else if (license === 'granted') this.log.log('a licence allows it to be connected');
  }

  /** `offsetUs` was in force before a restart of ours; what was recorded then and is not stored is under it. */
  async start(offsetUs: number | undefined): Promise<void> {
    if (offsetUs !== undefined) this.connection.clock.resume(offsetUs);
    this.gate.begin(offsetUs !== undefined);
    await this.recorder?.start();
    this.connection.start();
    this.isStarted = true;
  }

  async close(): Promise<void> {
    await this.connection.close();
    await this.recorder?.close();
  }

  state(): DecoderState {
    return this.connection.state();
  }

  /** How its link stands, as people are told. */
  standing(storage: StorageTrouble | undefined): LinkStanding {
    const { license, licenseTrouble, isStarted } = this;
    return linkStanding({ link: this.state(), license, licenseTrouble, isStarted }, storage);
  }

  /** To ask it something; passings that come of it go the ordinary way. */
  get conversation(): DecoderConnection {
    return this.connection;
  }

  /** Resolves when every passing that was read until now is in Redis; to false when the end came before. */
  async untilStored(): Promise<boolean> {
    if (this.recorder !== undefined && !(await this.recorder.untilDelivered())) return false;
    return this.untilAcceptedStored();
  }

  private async untilAcceptedStored(): Promise<boolean> {
    await this.gate.untilEmpty();
    return this.options.untilStored();
  }

  private recordTo(folder: string): DecoderRecorder {
    const { decoder, hasRoom } = this.options;
    return new DecoderRecorder({
      decoderId: decoder.decoderId,
      folder,
      intake: {
        link: this.strangers,
        accept: (chunk) => this.accept(chunk),
        hasRoom,
        untilStored: () => this.untilAcceptedStored(),
      },
    });
  }

  private deliver(chunk: DecodedChunk): Promise<void> {
    for (const event of chunk.events) if (event.kind === 'rejected') this.rejected.add(event);
    return this.recorder?.deliver(chunk) ?? this.accept(chunk);
  }

  private async accept({ events, receivedAtUs, isFirst }: DecodedChunk): Promise<void> {
    if (isFirst) this.strangers.wireId = undefined;
    const arrived: ArrivedPassing[] = [];
    for (const event of events) {
      if (event.kind === 'rejected' || this.strangers.isForeign(event.record)) continue;
      if (event.record.type !== 'PASSING' || this.dialogue.isOnlyLookedAt(event.record)) continue;
      arrived.push({ record: event.record, receivedAtUs });
    }
    await this.take(this.gate.pass(arrived));
  }

  private clockSettled(isNewOffset: boolean): void {
    const { offsetUs, jumps, lastJumpUs } = this.connection.clock.state();
    if (isNewOffset && offsetUs !== undefined) {
      if (jumps > 0 && lastJumpUs !== undefined) this.options.raise('clock_jumped', jumped(lastJumpUs));
      this.log.log(`clock offset ${(offsetUs / 1000).toFixed(1)} ms`);
      // Kept for a restart only: where it cannot be kept, the next start measures anew.
      this.options.keepClockOffsetUs(offsetUs).catch((error: unknown) => {
        this.log.warn(`the clock offset could not be kept: ${failureWords(error)}`);
      });
    }
    void this.take(this.gate.settle());
    this.options.settled();
  }

  private take(arrived: readonly ArrivedPassing[]): Promise<void> {
    if (arrived.length === 0) return Promise.resolve();
    const { decoderId, address } = this.options.decoder;
    const { clock } = this.connection;
    return this.options.take(
      arrived.map(({ record, receivedAtUs }) =>
        passingOfRecord(record, {
          decoderId,
          loopId: address.loopId,
          clock: address.clock,
          clockOffsetUs: clock.offsetFor(record.fields.rtcTimeUs ?? receivedAtUs, receivedAtUs),
          receivedAtUs,
        }),
      ),
    );
  }
}

function jumped(byUs: number): string {
  const byS = (Math.abs(byUs) / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1 });
  return `its clock jumped ${byUs > 0 ? 'forward' : 'back'} by ${byS} s: passings after that are timed by the new one`;
}
