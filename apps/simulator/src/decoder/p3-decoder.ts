import { type FieldsToSend, type P3Event, P3Parser, type RecordTypeName } from '#decoder';
import type { Detection } from '../track/crossing.js';
import { answers, type DecoderState } from './answers.js';
import type { ClientLine, DecoderConnection } from './client-line.js';
import type { Clock } from './clock.js';
import { decoderFrame, passingFrame } from './decoder-frames.js';
import type { DecoderOptions } from './decoder-options.js';
import { type KeptPassing, PassingLedger } from './passing-ledger.js';

/** As many clients as real decoders serve. */
const MAX_CLIENTS = 4;
const DEFAULT_DECODER_ID = 0x0002_0f93;
const DEFAULT_KEPT_PASSINGS = 200_000;
/** RC decoders only ever deliver whole milliseconds. */
const RTC_STEP_US = 1000;
const LOW_BATTERY = 1;

/**
 * A P3 decoder of the RC kind: numbers and keeps its passings, pushes them and its STATUS to every client, and
 * answers what clients ask. Does nothing by itself: it is told what crossed its loop and when to send STATUS.
 */
export class P3Decoder {
  readonly decoderId: number;
  readonly ledger: PassingLedger;

  /** What clients have asked so far, by type of record; what was no record counts as UNKNOWN. */
  readonly asked = new Map<RecordTypeName, number>();

  private readonly clients = new Set<ClientLine>();
  private readonly numberStep: number;
  private readonly hello: boolean;
  private clockOffsetUs: number;
  private nextNumber: number;
  private sessionNumber = 1;
  private sessionTimeS: number;
  private statusCount = 0;

  /** `holdsBack` is asked for each passing whether only RESEND shall bring it. */
  constructor(
    private readonly clock: Clock,
    options: DecoderOptions = {},
    private readonly holdsBack: () => boolean = () => false,
  ) {
    this.decoderId = options.decoderId ?? DEFAULT_DECODER_ID;
    this.ledger = new PassingLedger(options.keptPassings ?? DEFAULT_KEPT_PASSINGS);
    this.nextNumber = options.startNumber ?? 1;
    this.numberStep = options.numberStep ?? 1;
    this.hello = options.hello ?? false;
    this.clockOffsetUs = (options.clockOffsetMs ?? 0) * 1000;
    this.sessionTimeS = Math.floor(this.rtcTimeUs() / 1_000_000);
  }

  /** How many places for clients are taken. */
  get clientCount(): number {
    return this.clients.size;
  }

  /** A client comes; undefined where all places are taken. */
  connect(line: ClientLine): DecoderConnection | undefined {
    if (this.clients.size >= MAX_CLIENTS) return undefined;
    this.clients.add(line);
    if (this.hello) line.send(this.helloFrame());
    // Real clients send a wrong LENGTH or none, and real decoders answer them.
    const parser = new P3Parser({ checkLength: false });
    return {
      receive: (chunk) => {
        for (const event of parser.push(chunk)) {
          this.count(event);
          for (const frame of answers(event, this.state())) line.send(frame);
        }
      },
      closed: () => {
        this.clients.delete(line);
      },
    };
  }

  /** Something crossed the loop, at a time of the host. */
  report(detection: Detection): KeptPassing {
    const passing: KeptPassing = {
      epoch: this.sessionNumber,
      passingNumber: this.nextNumber,
      transponder: detection.transponder,
      rtcTimeUs: this.rtcOf(detection.timeUs),
      strength: detection.strength,
      hits: detection.hits,
      flags: detection.lowBattery === true ? LOW_BATTERY : 0,
      batteryVoltageV: detection.batteryVoltageV,
      temperatureC: detection.temperatureC,
      pushed: !this.holdsBack(),
    };
    this.nextNumber += this.numberStep;
    this.ledger.append(passing);
    if (passing.pushed) this.push(passingFrame(passing, this.decoderId));
    return passing;
  }

  pushStatus(): void {
    this.statusCount++;
    this.push(decoderFrame('STATUS', { ...this.status(), decoderId: this.decoderId }));
  }

  /** Somebody sets the decoder's clock. */
  jumpClock(byMs: number): void {
    this.clockOffsetUs += byMs * 1000;
  }

  /** Power off and on: what was kept is gone, and the numbers begin again. */
  restart(startNumber = 1): void {
    this.ledger.beginEpoch();
    this.nextNumber = startNumber;
    this.sessionNumber++;
    this.sessionTimeS = Math.floor(this.rtcTimeUs() / 1_000_000);
  }

  private count(event: P3Event): void {
    const type = event.kind === 'record' ? event.record.type : 'UNKNOWN';
    this.asked.set(type, (this.asked.get(type) ?? 0) + 1);
  }

  private push(frame: Uint8Array): void {
    for (const line of this.clients) line.send(frame);
  }

  private rtcTimeUs(): number {
    return this.rtcOf(this.clock.nowUs());
  }

  private rtcOf(hostTimeUs: number): number {
    return Math.floor((hostTimeUs + this.clockOffsetUs) / RTC_STEP_US) * RTC_STEP_US;
  }

  private state(): DecoderState {
    return {
      decoderId: this.decoderId,
      ledger: this.ledger,
      rtcTimeUs: this.rtcTimeUs(),
      utcTimeUs: this.clock.nowUs(),
      sessionNumber: this.sessionNumber,
      sessionTimeS: this.sessionTimeS,
      nextNumber: this.nextNumber,
      status: this.status(),
    };
  }

  /** Fields in the order of the RC decoders: 01 07 0C 06 81. Noise of a quiet loop moves a little. */
  private status(): FieldsToSend<'STATUS'> {
    const noise = 26 + ((this.statusCount * 7) % 11);
    return { noise, temperatureC: 24, inputVoltageV: 12, gps: 0 };
  }

  private helloFrame(): Uint8Array {
    const nonce = new Uint8Array(8);
    new DataView(nonce.buffer).setBigUint64(0, BigInt(this.clock.nowUs()) * BigInt(this.decoderId));
    return decoderFrame('HELLO', { nonce, decoderId: this.decoderId });
  }
}
