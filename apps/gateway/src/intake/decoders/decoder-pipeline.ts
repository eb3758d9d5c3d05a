import { Logger } from '@nestjs/common';
import {
  type ByteKeeper,
  type DecodedChunk,
  DecoderConnection,
  type DecoderState,
  capabilitiesOf,
  describeTransport,
  linkFor,
  type DecoderProtocol,
  protocolAt,
} from '#decoder';
import type { DecoderLedger, Passing, Witness } from '#passings';
import type { ConfiguredDecoder } from '../../platform/config/gateway-config.js';
import { PacedLog } from '../../platform/log/paced-log.js';
import { DecoderRecorder } from '../journal/decoder-recorder.js';
import type { FeatureState } from '../../access/license/features.js';
import { PassingDialogue } from '../recovery/passing-dialogue.js';
import type { StorageTrouble } from '../../platform/storage/storage-trouble.js';
import { Acknowledger } from './acknowledger.js';
import { type ArrivedPassing, ClockGate } from './clock-gate.js';
import { implausibleWords } from './clock-words.js';
import type { ConfiguredBy, DecoderPipelineOptions } from './decoder-pipeline-options.js';
import { LineCount } from './line-count.js';
import { lostLinesWords } from './line-words.js';
import { type LinkStanding, linkStanding } from './link-standing.js';
import { licenseTrouble, PERMISSIONS } from './license-gate.js';
import type { KeptPassingClock, PassingClock } from './passing-clock.js';
import { PassingTimes } from './passing-times.js';
import { questionTrouble, withheldWords } from './question-words.js';
import { RejectedLog } from './rejected-log.js';
import { Overheard } from './overheard.js';
import { unheardTrouble } from './unheard.js';
import type { UnsettledTimes } from './unsettled-times.js';
import { ForeignDecoderFilter } from './foreign-decoder-filter.js';

/** One configured decoder: its connection, and its records turned into passings. */
export class DecoderPipeline {
  /** Questions to the decoder about its passings. */
  readonly dialogue: PassingDialogue;
  readonly protocol: DecoderProtocol;
  private readonly connection: DecoderConnection;
  private readonly recorder: DecoderRecorder | undefined;
  private readonly rejected: RejectedLog;
  private readonly foreign: ForeignDecoderFilter;
  private readonly gate: ClockGate;
  private readonly log: Logger;
  private readonly times: PassingTimes;
  private licensed: FeatureState = 'granted';
  private isStarted = false;
  /** Undefined until it is known which gateway reads the decoder. */
  private isReading: boolean | undefined;
  private turns = 0;
  private hasReplayed = false;
  private readonly overheard = new Overheard();
  /** Lines that did not arrive, of a decoder whose lines alone are numbered. */
  readonly lines = new LineCount();
  private readonly acknowledger: Acknowledger | undefined;

  constructor(private readonly options: DecoderPipelineOptions) {
    const { decoder, parser, hostClock, recordIn } = options;
    const protocol = protocolAt(decoder.address);
    this.protocol = protocol;
    this.log = new Logger(`decoder ${decoder.decoderId}`);
    const paced = new PacedLog();
    this.rejected = new RejectedLog(decoder.decoderId);
    this.foreign = new ForeignDecoderFilter((message) => {
      options.raise('foreign_decoder', message);
    });
    this.gate = new ClockGate({
      isTrusted: decoder.address.clock === 'rtc',
      isDoubtful: (rtcTimeUs, receivedAtUs) => this.connection.clock.isDoubtful(rtcTimeUs, receivedAtUs),
      measure: () => {
        this.connection.measureClock();
      },
      monotonicMs: () => performance.now(),
    });
    this.recorder = recordIn === undefined ? undefined : this.recordTo(recordIn);
    this.connection = new DecoderConnection({
      protocol,
      link: linkFor(decoder.address),
      createStream: () => {
        this.gate.begin();
        options.linkOpened();
        this.overheard.linkOpened();
        this.times.unsettled.forget();
        if (this.isReading === true) this.noteLinkInRecording();
        return parser.createStream(protocol, this.byteKeeper(), hostClock);
      },
      hostClock,
      deliver: (chunk) => this.deliver(chunk),
      isWatched: options.isWatched,
      isOfHost: (movedUs) => decoder.address.clock === 'auto' && options.isOfHost(movedUs),
      clockSettled: (isNewOffset) => {
        this.clockSettled(isNewOffset);
      },
      clockImplausible: (rtcTimeUs) => {
        const isKnown = this.connection.clock.state().offsetUs !== undefined;
        options.raise('clock_implausible', implausibleWords(rtcTimeUs, isKnown));
      },
      withheld: (question) => {
        options.raise('question_withheld', withheldWords(question));
      },
      log: (message, isTrouble) => {
        paced.tell(message, (line) => {
          if (isTrouble) this.log.warn(line);
          else this.log.log(line);
        });
      },
    });
    const { acknowledgement } = protocol;
    this.acknowledger =
      acknowledgement &&
      new Acknowledger({
        acknowledgement,
        send: (bytes) => {
          this.connection.send(bytes);
        },
        untilStored: () => this.untilStored(),
      });
    this.dialogue = new PassingDialogue(this.connection);
    this.times = new PassingTimes(this.connection, options);
  }

  get decoder(): ConfiguredDecoder {
    return this.options.decoder;
  }

  get configuredBy(): ConfiguredBy {
    return this.options.configuredBy;
  }

  /** State of the decoder's licence when it was last looked at. */
  get license(): FeatureState {
    return this.licensed;
  }

  /** Why the link must not be opened, for people. */
  get licenseTrouble(): string | undefined {
    return licenseTrouble(this.decoder.address.kind, this.licensed);
  }

  /** The recorder of every byte, undefined where the decoder is not recorded. */
  get recording(): Pick<DecoderRecorder, 'trouble' | 'isCatchingUp'> | undefined {
    return this.recorder;
  }

  /** Why the decoder is not recorded, for people. */
  get recordingTrouble(): string | undefined {
    const trouble = this.recorder?.trouble;
    if (trouble === undefined) return undefined;
    const { canResend } = capabilitiesOf(this.protocol);
    const isAtRisk = canResend ? '' : ' It cannot send again, so passings not stored at a stop are lost.';
    return `Its bytes are not recorded: ${trouble}.${isAtRisk}`;
  }

  get clock(): PassingClock {
    return this.times.clock;
  }

  /** Where passings lie whose order can tell more of when they happened. */
  get unsettled(): UnsettledTimes {
    return this.times.unsettled;
  }

  /** Why the decoder's clock is of no use, for people. */
  get clockTrouble(): string | undefined {
    return this.clock.trouble;
  }

  /** Questions that the decoder is not asked for a while, for people. */
  get questionTrouble(): string | undefined {
    return questionTrouble(this.state().withheld);
  }

  /** Words for people where the link is open, and nothing came yet. */
  unheardTrouble(nowMs: number): string | undefined {
    return unheardTrouble(this.decoder.address, this.state(), nowMs);
  }

  /** Moves all times noted since `sinceUs`: the host's clock was set by `byUs`, and the decoder's was not. */
  hostMoved(byUs: number, sinceUs: number): void {
    this.connection.hostMoved(byUs, sinceUs);
    this.times.hostMoved(byUs);
    this.gate.hostMoved(byUs);
    this.overheard.hostMoved(byUs);
  }

  /** Moves the held times by the sleep of this machine. `isMoved`: the decoder's clock seemed to have moved by that. */
  woke(byUs: number, isMoved: boolean): void {
    this.gate.hostMoved(byUs);
    this.connection.hostWoke();
    if (isMoved) this.clock.hostMoved(byUs);
  }

  /** Whether another gateway reads the decoder; this one only listens to it, in case the other one ends. */
  get isStandingBy(): boolean {
    return this.isReading === false;
  }

  /** Whether another gateway stands by and hears the same passings. */
  get isWatched(): boolean {
    return this.options.isWatched();
  }

  get isRead(): boolean {
    return this.isReading === true;
  }

  /** Whether the decoder's passings are stored by another gateway. */
  get isReadElsewhere(): boolean {
    return this.isStandingBy && this.options.isReadElsewhere();
  }

  /** Number of times that reading began anew: by a new link, or in place of another gateway. */
  get beginnings(): number {
    return this.connection.state().connects + this.turns;
  }

  applyLicense(license: FeatureState): void {
    if (license === this.licensed) return;
    this.licensed = license;
    this.connection.permit(PERMISSIONS[license]);
    if (this.licenseTrouble !== undefined) this.log.warn(this.licenseTrouble);
    else if (license === 'granted') this.log.log('a licence allows it to be connected');
  }

  /** Opens the link and keeps the latest passings in mind, without asking, storing or recording. */
  standBy(): void {
    if (this.isReading === false) return;
    this.isReading = false;
    this.times.endKeeping();
    this.connection.beSilent();
    this.open();
  }

  /**
   * Reads the decoder from now on, beginning with the passings of a moment ago. `kept`: the clock that was in force before,
   * in an earlier run or at another gateway; passings recorded then and not stored are dated by it. `ledger`: that of the
   * stored passings. `wasInSight`: the decoder was heard since the newest stored passing.
   */
  async read(
    kept: KeptPassingClock | undefined,
    ledger: DecoderLedger | undefined,
    wasInSight: boolean,
  ): Promise<void> {
    if (this.isReading === true) return;
    this.isReading = true;
    if (kept !== undefined) this.times.resume(kept);
    this.gate.begin(this.connection.clock.state().offsetUs !== undefined);
    this.times.beginKeeping();
    if (this.recorder !== undefined && !this.hasReplayed) {
      this.hasReplayed = true;
      await this.recorder.start();
    }
    // Replaying the recording may take long: another gateway may have its turn by now.
    if (this.isStandingBy) return;
    if (this.isStarted) this.goOnReading(ledger, wasInSight);
    else this.open();
  }

  /** Keeps passings that were to be stored when another gateway took over: that gateway has heard them as well. */
  park(passings: readonly Passing[]): void {
    this.overheard.park(passings);
  }

  /** Whether `ledger`, that of the gateway that reads the decoder, lacks passings that were heard here. */
  hasHeardMore(ledger: DecoderLedger): boolean {
    return this.isStandingBy && this.overheard.lacking(ledger).length > 0;
  }

  /** Returns the passings heard here that `ledger` of the reading gateway lacks, dated by `kept`, its clock in force. */
  heardMore(ledger: DecoderLedger, kept: KeptPassingClock | undefined): readonly Passing[] {
    if (!this.isStandingBy) return [];
    if (kept !== undefined) this.clock.resume(kept);
    return this.overheard.lacking(ledger).map((each) => this.times.passingOf(each));
  }

  /** Whether the decoder was in sight since this passing. */
  hasHeard(witness: Witness): boolean {
    return this.overheard.hasHeard(witness);
  }

  private open(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    this.connection.start();
  }

  /** Reads in place of another gateway: as after a new link, the decoder is asked for all passings that are not stored. */
  private goOnReading(ledger: DecoderLedger | undefined, wasInSight: boolean): void {
    this.turns++;
    if (!wasInSight) this.options.linkOpened();
    this.noteLinkInRecording();
    const { parked, arrived } = this.overheard.takeAll(ledger);
    if (parked.length > 0) void this.options.take(parked);
    void this.take(this.gate.pass(arrived));
    this.connection.speak();
  }

  private noteLinkInRecording(): void {
    this.recorder?.linkOpened(describeTransport(this.decoder.address), this.options.hostClock.nowUs());
  }

  /** Records bytes only while this gateway reads the decoder; otherwise the reading gateway records them. */
  private byteKeeper(): ByteKeeper | undefined {
    const { recorder } = this;
    if (recorder === undefined) return undefined;
    return {
      keep: (bytes, receivedAtUs) =>
        this.isReading === true ? recorder.keep(bytes, receivedAtUs) : Promise.resolve(undefined),
    };
  }

  async close(): Promise<void> {
    await this.connection.close();
    await this.recorder?.close();
    this.times.keep();
    this.times.endKeeping();
  }

  /** Reads again, as far as they are recorded, the passings that Redis lost when it was set back to an older state. */
  setBack(): void {
    this.recorder?.goBack();
  }

  state(): DecoderState {
    return this.connection.state();
  }

  /** State of the link, as people are told. */
  standing(storage: StorageTrouble | undefined): LinkStanding {
    const { license, licenseTrouble, isStarted } = this;
    const facts = {
      link: this.state(),
      license,
      licenseTrouble,
      isStarted,
      isReadElsewhere: this.isReadElsewhere,
    };
    return linkStanding(facts, storage);
  }

  /** The connection, for questions; passings in the answers go the ordinary way. */
  get conversation(): DecoderConnection {
    return this.connection;
  }

  /** Resolves to true when every passing read until now is in Redis, to false when the intake ended before. */
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
      protocol: this.protocol,
      decoderId: decoder.decoderId,
      folder,
      intake: {
        link: this.foreign,
        accept: (chunk) => this.accept(chunk),
        hasRoom,
        untilStored: () => this.untilAcceptedStored(),
      },
      ledgerState: this.options.ledgerState,
    });
  }

  private async deliver(chunk: DecodedChunk): Promise<void> {
    for (const event of chunk.events) if (event.kind === 'rejected') this.rejected.add(event);
    this.noteLines(chunk);
    if (this.isStandingBy) return this.accept(chunk);
    await (this.recorder?.deliver(chunk) ?? this.accept(chunk));
    void this.acknowledger?.delivered(chunk);
  }

  private noteLines({ events }: DecodedChunk): void {
    const nowMs = Math.floor(this.options.hostClock.nowUs() / 1000);
    const lost = this.protocol.counting === 'lines' ? this.lines.note(events, nowMs) : [];
    for (const range of lost) this.options.raise('lines_lost', lostLinesWords(range));
  }

  private async accept({ events, receivedAtUs, isFirst }: DecodedChunk): Promise<void> {
    if (isFirst) this.foreign.wireId = undefined;
    const arrived: ArrivedPassing[] = [];
    for (const event of events) {
      if (event.kind === 'rejected' || this.foreign.isForeign(event.record)) continue;
      if (event.record.kind !== 'passing') continue;
      const passing = {
        record: event.record,
        receivedAtUs: this.options.corrected(receivedAtUs),
        isAsked: this.connection.isAsked(event.record.fields.passingNumber),
      };
      if (!this.dialogue.isOnlyLookedAt(event.record, this.ageUs(passing))) arrived.push(passing);
    }
    // A gateway that is watched may stand by in a moment, and then needs the passings of before.
    if (this.isStandingBy || this.isWatched) this.overheard.add(arrived);
    if (!this.isStandingBy) await this.take(this.gate.pass(arrived));
  }

  /** Time from the crossing to the receipt; undefined where the clock of the decoder does not tell it. */
  private ageUs({ record, receivedAtUs }: ArrivedPassing): number | undefined {
    const [{ rtcTimeUs }, { relationUs }] = [record.fields, this.clock];
    return rtcTimeUs === undefined || relationUs === undefined
      ? undefined
      : receivedAtUs - rtcTimeUs - relationUs;
  }

  private clockSettled(isNewOffset: boolean): void {
    if (isNewOffset) this.times.offsetFound();
    void this.take(this.gate.settle());
    this.options.settled();
  }

  private take(arrived: readonly ArrivedPassing[]): Promise<void> {
    if (this.isStandingBy) this.overheard.add(arrived);
    if (arrived.length === 0 || this.isStandingBy) return Promise.resolve();
    const taken = this.options.take(arrived.map((each) => this.times.passingOf(each)));
    this.times.noteSettings();
    return taken;
  }
}
