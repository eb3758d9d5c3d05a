import { decoderFrame, P3Parser, type RecordTypeName } from '#p3';
import type { Detection } from '../track/crossing.js';
import { answers } from './answers.js';
import type { ClientLine, DecoderConnection } from './client-line.js';
import type { Clock } from './clock.js';
import { helloFrame, passingFrame, quietStatus } from './decoder-frames.js';
import type { DecoderState } from './decoder-state.js';
import type { DecoderOptions, PowerCycle } from './decoder-options.js';
import { type Failings, NO_FAILINGS } from './failings.js';
import { anybodyAt, keptPassing, type KeptPassing } from './kept-passing.js';
import { isPassingNumber, PassingCounter } from './passing-counter.js';
import { PassingLedger } from './passing-ledger.js';
import { AskedLog, type ResendLog } from './asked-log.js';

/** Clients that real decoders serve. */
const MAX_CLIENTS = 4;
const DEFAULT_DECODER_ID = 0x0002_0f93;
const DEFAULT_KEPT_PASSINGS = 200_000;
/** Step of the RTC: RC decoders deliver whole milliseconds only. */
const RTC_STEP_US = 1000;
const SECOND_US = 1_000_000;
/** Time on a clock that was never set, which counts from 1970: a few seconds after power-on. */
const UNSET_CLOCK_US = 4 * SECOND_US;

/**
 * A P3 decoder of the RC kind: numbers and keeps its passings, pushes them and its STATUS to every client, and answers its
 * clients. It acts only when told of a detection, or to send STATUS.
 */
export class P3Decoder {
  readonly decoderId: number;
  readonly ledger: PassingLedger;

  private readonly askedLog = new AskedLog();
  private readonly clients = new Set<ClientLine>();
  private readonly counter: PassingCounter;
  private readonly hello: boolean;
  private readonly sessionCountsFromZero: boolean;
  private readonly unknownQuestions: ReadonlySet<RecordTypeName>;
  private clockOffsetUs: number;
  private connections = 0;
  private epoch = 1;
  private sessionNumber = 1;
  private sessionTimeS: number;
  private statusCount = 0;

  constructor(
    private readonly clock: Clock,
    options: DecoderOptions = {},
    private readonly failings: Failings = NO_FAILINGS,
  ) {
    this.decoderId = options.decoderId ?? DEFAULT_DECODER_ID;
    this.ledger = new PassingLedger(options.keptPassings ?? DEFAULT_KEPT_PASSINGS);
    this.counter = new PassingCounter(options.startNumber ?? 1, options.numberStep ?? 1);
    this.unknownQuestions = new Set(options.unknownQuestions);
    this.sessionCountsFromZero = options.sessionCountsFromZero ?? false;
    this.hello = options.hello ?? false;
    this.clockOffsetUs = (options.clockOffsetMs ?? 0) * 1000;
    this.sessionTimeS = Math.floor(this.rtcTimeUs() / 1_000_000);
  }

  /** Count of requests so far, by type of record; rejected bytes count as UNKNOWN. */
  get asked(): ReadonlyMap<RecordTypeName, number> {
    return this.askedLog.byType;
  }

  /** Each range that clients asked to have sent again. */
  get resends(): ResendLog {
    return this.askedLog.resends;
  }

  /** Count of connected clients. */
  get clientCount(): number {
    return this.clients.size;
  }

  /** Connects a client; returns undefined where all places are taken. */
  connect(line: ClientLine): DecoderConnection | undefined {
    if (this.clients.size >= MAX_CLIENTS) return undefined;
    this.clients.add(line);
    const connection = ++this.connections;
    if (this.hello) line.send(helloFrame(this.clock.nowUs(), this.decoderId));
    // Real clients send a wrong LENGTH or none, and real decoders answer them.
    const parser = new P3Parser({ checkLength: false });
    return {
      receive: (chunk) => {
        for (const event of parser.push(chunk)) {
          this.askedLog.note(event, connection, this.clock.nowUs());
          line.answer(answers(event, this.state(), this.failings));
        }
      },
      closed: () => {
        this.clients.delete(line);
      },
    };
  }

  /** Reports a detection at the loop, at a time of the host. */
  report(detection: Detection): KeptPassing {
    const passing = this.keptOf(detection, this.counter.take(), !this.failings.holdsBack());
    this.ledger.append(passing);
    if (passing.pushed) this.push(passingFrame(passing, this.decoderId));
    return passing;
  }

  /** Sends a passing of any number: it is not kept, and the numbers go on as if it had not been sent. */
  forge(passingNumber: number, detection: Detection = anybodyAt(this.clock.nowUs())): KeptPassing {
    if (!isPassingNumber(passingNumber)) throw new RangeError(`${passingNumber} is no u32`);
    const passing = this.keptOf(detection, passingNumber, true);
    this.push(passingFrame(passing, this.decoderId));
    return passing;
  }

  /**
   * Sets the number of the next passing, over the wrap where it is a lower one. `kept`: as after days away, the decoder has
   * only the `kept` numbers before it, none of them pushed.
   */
  skipTo(nextNumber: number, kept?: number): void {
    this.counter.set(nextNumber);
    if (kept === undefined) return;
    this.ledger.forget();
    let timeUs = this.clock.nowUs() - kept * SECOND_US;
    for (const passingNumber of this.counter.latest(kept)) {
      this.ledger.append(this.keptOf(anybodyAt(timeUs), passingNumber, false));
      timeUs += SECOND_US;
    }
  }

  pushStatus(): void {
    this.statusCount++;
    this.push(decoderFrame('STATUS', { ...quietStatus(this.statusCount), decoderId: this.decoderId }));
  }

  /** Sets the decoder's clock. */
  jumpClock(byMs: number): void {
    this.clockOffsetUs += byMs * 1000;
  }

  /** Switches power off and on: kept passings are gone, and the numbers begin again. */
  restart(startNumber = 1): void {
    this.powerCycle({ startNumber });
  }

  /** Switches power off and on; decoders differ in the state that survives it. */
  powerCycle({ startNumber, keepsMemory = false, session = 'new', clock = 'kept' }: PowerCycle): void {
    this.epoch++;
    if (clock === 'unset') this.clockOffsetUs = UNSET_CLOCK_US - this.clock.nowUs();
    if (!keepsMemory || startNumber !== undefined) this.ledger.forget();
    if (startNumber !== undefined) this.counter.set(startNumber);
    if (session === 'new') this.sessionNumber++;
    if (session !== 'same') this.sessionTimeS = Math.floor(this.rtcTimeUs() / 1_000_000);
  }

  private keptOf(detection: Detection, passingNumber: number, pushed: boolean): KeptPassing {
    const rtcTimeUs = this.rtcOf(detection.timeUs);
    return keptPassing(detection, { epoch: this.epoch, passingNumber, rtcTimeUs, pushed });
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
      nextNumber: this.counter.next,
      lastNumber: this.counter.last,
      status: quietStatus(this.statusCount),
      unknownQuestions: this.unknownQuestions,
      sessionCountsFromZero: this.sessionCountsFromZero,
    };
  }
}
