import { Logger } from '@nestjs/common';
import {
  type DecodedChunk,
  DecoderConnection,
  type DecoderParser,
  type DecoderState,
  formatDecoderId,
  type HostClock,
  linkFor,
  type P3Record,
  type P3RecordOf,
} from '#decoder';
import type { Passing } from '#passings';
import type { ConfiguredDecoder } from '../config/gateway-config.js';
import { passingOfRecord } from '../ingest/passing-of-record.js';
import type { AlarmKind } from '../alarms/alarm.js';
import type { FeatureState } from '../license/features.js';
import { licenseTrouble, PERMISSIONS } from './license-gate.js';
import { RejectedLog } from './rejected-log.js';

export type ConfiguredBy = 'environment' | 'api';

export interface ConnectedDecoderOptions {
  readonly decoder: ConfiguredDecoder;
  readonly configuredBy: ConfiguredBy;
  readonly parser: DecoderParser;
  readonly hostClock: HostClock;
  readonly take: (passings: readonly Passing[]) => Promise<void>;
  readonly untilStored: () => Promise<boolean>;
  readonly keepClockOffsetUs: (offsetUs: number) => Promise<void>;
  /** Whether passings that were sent before are being asked for. */
  readonly isFetching: () => boolean;
  readonly raise: (kind: AlarmKind, message: string) => void;
  /** After each connect, when its clock was asked, and whenever its clock was found set anew. */
  readonly settled: () => void;
}

interface Held {
  readonly record: P3RecordOf<'PASSING'>;
  readonly receivedAtUs: number;
}

/** Passings that may wait for the first answer to GET_TIME; a decoder that floods does not wait for its clock. */
const MOST_HELD = 1000;

const MOST_STRANGERS = 16;
const CLOCK_PAUSE_MS = 2000;

/** One configured decoder: its connection, and its records turned into passings. */
export class ConnectedDecoder {
  private readonly connection: DecoderConnection;
  private readonly rejected: RejectedLog;
  private readonly strangers = new Set<number>();
  private readonly log: Logger;
  private isClockSettled = false;
  private clockAskedAtMs = -Infinity;
  /** DECODER_ID that this connection began with: what comes under another one is not of this decoder. */
  private wireId: number | undefined;
  private held: Held[] = [];
  private waitingForClock: (() => void)[] = [];
  private licensed: FeatureState = 'granted';

  constructor(private readonly options: ConnectedDecoderOptions) {
    const { decoder, parser, hostClock } = options;
    this.log = new Logger(`decoder ${decoder.decoderId}`);
    this.rejected = new RejectedLog(decoder.decoderId);
    this.connection = new DecoderConnection({
      link: linkFor(decoder.address),
      createStream: () => {
        this.isClockSettled = decoder.address.clock === 'rtc';
        this.wireId = undefined;
        return parser.createStream();
      },
      hostClock,
      deliver: (chunk) => this.deliver(chunk),
      clockSettled: (isNewOffset) => {
        this.clockSettled(isNewOffset);
      },
      log: (message) => {
        this.log.log(message);
      },
    });
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

  applyLicense(license: FeatureState): void {
    if (license === this.licensed) return;
    this.licensed = license;
    this.connection.permit(PERMISSIONS[license]);
    if (this.licenseTrouble === undefined) this.log.log('a licence allows it to be connected');
    else this.log.warn(this.licenseTrouble);
  }

  /** `offsetUs` was in force before a restart of ours. */
  start(offsetUs: number | undefined): void {
    if (offsetUs !== undefined) this.connection.clock.resume(offsetUs);
    this.connection.start();
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  state(): DecoderState {
    return this.connection.state();
  }

  /** To ask it something; passings that come of it go the ordinary way. */
  get conversation(): DecoderConnection {
    return this.connection;
  }

  /** Resolves when every passing that was read until now is in Redis; to false when the end came before. */
  async untilStored(): Promise<boolean> {
    if (this.held.length > 0) await new Promise<void>((resolve) => this.waitingForClock.push(resolve));
    return this.options.untilStored();
  }

  private async deliver({ events, receivedAtUs }: DecodedChunk): Promise<void> {
    const arrived: Held[] = [];
    for (const event of events) {
      if (event.kind === 'rejected') this.rejected.add(event);
      else if (this.isForeign(event.record)) continue;
      else if (event.record.type === 'PASSING') arrived.push({ record: event.record, receivedAtUs });
    }
    if (!this.isClockSettled && this.held.length + arrived.length <= MOST_HELD) {
      this.held.push(...arrived);
      return;
    }
    if (this.isClockSettled && this.askClockAgain(arrived.at(-1))) {
      this.isClockSettled = false;
      this.held.push(...arrived);
      this.connection.measureClock();
      return;
    }
    await this.take([...this.letGo(), ...arrived]);
  }

  /** A passing that cannot be of the clock as it was measured waits until that is asked. */
  private askClockAgain(latest: Held | undefined): boolean {
    const rtcTimeUs = latest?.record.fields.rtcTimeUs;
    if (latest === undefined || rtcTimeUs === undefined || this.decoder.address.clock === 'rtc') return false;
    const doubt = this.connection.clock.isDoubtful(rtcTimeUs, latest.receivedAtUs);
    // What is resent is old, and says nothing of the clock.
    if (doubt === undefined || (doubt === 'behind' && this.options.isFetching())) return false;
    if (performance.now() - this.clockAskedAtMs < CLOCK_PAUSE_MS) return false;
    this.clockAskedAtMs = performance.now();
    return true;
  }

  /** Nothing foreign is stored: its numbers would be taken for numbers of this decoder. */
  private isForeign({ fields }: P3Record): boolean {
    const { decoderId } = fields;
    if (decoderId === undefined) return false;
    this.wireId ??= decoderId;
    if (decoderId === this.wireId) return false;
    if (!this.strangers.has(decoderId) && this.strangers.size < MOST_STRANGERS) {
      this.strangers.add(decoderId);
      this.options.raise('foreign_decoder', stranger(decoderId));
    }
    return true;
  }

  private clockSettled(isNewOffset: boolean): void {
    this.isClockSettled = true;
    const { offsetUs, jumps, lastJumpUs } = this.connection.clock.state();
    if (isNewOffset && offsetUs !== undefined) {
      if (jumps > 0 && lastJumpUs !== undefined) this.options.raise('clock_jumped', jumped(lastJumpUs));
      this.log.log(`clock offset ${(offsetUs / 1000).toFixed(1)} ms`);
      // Kept for a restart only: where it cannot be kept, the next start measures anew.
      this.options.keepClockOffsetUs(offsetUs).catch((error: unknown) => {
        this.log.warn(`the clock offset could not be kept: ${String(error)}`);
      });
    }
    void this.take(this.letGo());
    for (const goOn of this.waitingForClock.splice(0)) goOn();
    this.options.settled();
  }

  private letGo(): Held[] {
    const { held } = this;
    this.held = [];
    return held;
  }

  private take(arrived: readonly Held[]): Promise<void> {
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

function stranger(wireId: number): string {
  const id = formatDecoderId(wireId);
  return `records of another decoder (${id}) come on its link: they are not stored. Is somebody else on the line?`;
}

function jumped(byUs: number): string {
  const byS = (Math.abs(byUs) / 1_000_000).toLocaleString('en', { maximumFractionDigits: 1 });
  return `its clock jumped ${byUs > 0 ? 'forward' : 'back'} by ${byS} s: passings after that are timed by the new one`;
}
