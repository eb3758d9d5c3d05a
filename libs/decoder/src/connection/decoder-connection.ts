import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { DecoderClock } from '../clock/decoder-clock.js';
import { LivePassings } from '../clock/live-passings.js';
import { linkTrouble } from '../links/link-trouble.js';
import type { NumberRange } from '../commands/audit-plan.js';
import type { Dialogue } from '../protocol.js';
import type { Question } from '../question.js';
import type { DecoderReport, ParserCounters } from '../report.js';
import type { DecoderStream } from '../stream/decoder.stream.js';
import type { DecodedChunk } from '../stream/recorded-parser.js';
import { AskedBlocks } from './asked-blocks.js';
import { ClockInquiry } from './clock-inquiry.js';
import type { DecoderConnectionOptions } from './connection-options.js';
import { Conversation } from './conversation.js';
import {
  addCounters,
  DecoderObserver,
  type DecoderState,
  type LinkPermission,
  USUAL_STATUS_PERIOD_MS,
} from './decoder-state.js';
import { hangUp } from './hang-up.js';
import { LinkRecord } from './link-record.js';
import { Patience } from './patience.js';
import type { Answer } from './pending-requests.js';
import { ReadingClock } from './reading-clock.js';
import { reopenDelayMs } from './reopen-delay.js';
import { SilenceWatch } from './silence-watch.js';

const ANSWER_TIMEOUT_MS = 1000;
/** Longest usual delivery: a store that keeps up takes a fraction of this. */
const LONG_DELIVERY_MS = 1000;
const READ_ELSEWHERE = 'another gateway reads the decoder: ask that one';
const CLOSED_BY_DECODER = 'the decoder closed the connection';
const CLOCK_PERIOD_MS = 5 * 60_000;
const DISTRUSTED_PERIOD_MS = 30_000;
/** A link that lived this long and brought a record was a good one: the next try comes soon. */
const HEALTHY_MS = 10_000;

/** Keeps one decoder connected, as far as it is permitted, reads it, and asks it questions. */
export class DecoderConnection {
  readonly clock = new DecoderClock();
  private readonly observer: DecoderObserver;
  private readonly reading = new ReadingClock();
  private readonly conversation: Conversation;
  private readonly patience: Patience;
  private readonly asked = new AskedBlocks();
  private readonly live = new LivePassings();
  private readonly clockInquiry: ClockInquiry;
  private readonly listeners = new Set<(record: DecoderReport) => void>();
  private permission: LinkPermission = 'open';
  private isClosed = false;
  /** Ends each wait: for the link to open, for the next try, for a permission. */
  private told = new AbortController();
  /** Whether this side is ending the link. */
  private isHangingUp = false;
  /** Whether the last link brought records for long enough, or ended on a question that is withheld now. */
  private mayOpenSoon = false;
  private readonly record: LinkRecord;
  private connects = 0;
  private past: ParserCounters = { bytes: 0, records: 0, rejected: {}, unknownTypes: 0, unknownFields: 0 };
  private stream: DecoderStream | undefined;
  private line: Duplex | undefined;
  private delivering: { readonly sinceMs: number; readonly steadyMs: number } | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: DecoderConnectionOptions) {
    this.observer = new DecoderObserver(options.statusPeriodMs ?? USUAL_STATUS_PERIOD_MS);
    const { link, log } = options;
    this.record = new LinkRecord({ place: link.place, log, nowMs: () => this.nowMs() });
    this.conversation = new Conversation(
      options.protocol.dialogue,
      options.withheld,
      () => this.reading.readMs,
    );
    this.patience = new Patience(this.observer, this.conversation, () => options.isWatched?.() === true);
    this.clockInquiry = new ClockInquiry({
      clock: this.clock,
      live: this.live,
      hostClock: options.hostClock,
      decoder: this,
      isOfHost: options.isOfHost,
      link: () => this.line,
      implausible: options.clockImplausible,
    });
  }

  start(): void {
    this.running = this.run();
  }

  /** Sets the permission of the link, before the start too; `open` until it is called. */
  permit(permission: LinkPermission): void {
    if (permission === this.permission) return;
    this.permission = permission;
    if (permission !== 'open' || this.record.state === 'barred') this.told.abort();
    if (permission === 'none') void this.hangUp();
  }

  /** Stops asking the decoder, which is only listened to from now on. */
  beSilent(): void {
    this.conversation.beSilent(READ_ELSEWHERE);
  }

  /** Asks again the questions of each connect, and opens the link at once where it waits for its next try. */
  speak(): void {
    if (!this.conversation.isSilent) return;
    this.conversation.speak();
    if (this.record.state === 'waiting') this.told.abort();
    else if (this.line !== undefined) void this.converse();
  }

  /** Ends the connection for good, after everything received was delivered. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.told.abort();
    await this.hangUp();
    await this.running;
  }

  /** Asks a question and waits for the answer of the same type. */
  async request(question: Question, timeoutMs = ANSWER_TIMEOUT_MS): Promise<DecoderReport> {
    return (await this.ask(question, timeoutMs)).record;
  }

  ask(question: Question, timeoutMs = ANSWER_TIMEOUT_MS): Promise<Answer> {
    return this.conversation.ask(question, timeoutMs);
  }

  /** Writes bytes that are no question; nothing happens where there is no link. */
  send(bytes: Uint8Array): void {
    if (this.line?.writable === true) this.line.write(bytes);
  }

  /** The questions of the protocol; undefined where the decoder can only be listened to. */
  get dialogue(): Dialogue | undefined {
    return this.conversation.dialogue;
  }

  /**
   * Calls `listener` with every record as it is read, beside its ordinary delivery, until the returned function is
   * called.
   */
  listen(listener: (record: DecoderReport) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Milliseconds for which links were read, from an arbitrary origin: stands still while the store takes no passings. */
  readMs(): number {
    return this.reading.readMs;
  }

  await(block: NumberRange): (isThrough: boolean) => void {
    const end = this.asked.begin(block);
    return (isThrough) => {
      end();
      this.conversation.resendEnded(isThrough);
    };
  }

  /** Whether passings of this number were requested again, so that they may be old. */
  isAsked(number: number | undefined): boolean {
    return number !== undefined && this.asked.mayBeOld(number);
  }

  /** Corrects everything noted since `sinceUs` by `byUs`: the clock of the host was set. */
  hostMoved(byUs: number, sinceUs: number): void {
    this.clock.hostMoved(byUs, sinceUs);
    this.live.hostMoved(byUs);
    this.observer.hostMoved(byUs / 1000);
    this.record.hostMoved(byUs / 1000);
  }

  /** Drops the live passings: the machine slept, and its clock stood still when they were received. */
  hostWoke(): void {
    this.live.forget();
  }

  /** Asks for the time at once: a passing shows that the decoder's clock may have been set. */
  measureClock(): void {
    void this.measure(true);
  }

  state(): DecoderState {
    const { observer } = this;
    return {
      link: this.record.state,
      linkSinceMs: this.record.sinceMs,
      notReadSinceMs: this.notReadSinceMs(),
      lastError: this.record.lastError,
      connects: this.connects,
      counters: this.stream === undefined ? this.past : addCounters(this.past, this.stream.counters),
      lastRecordAtMs: observer.lastRecordAtMs,
      lastPassingAtMs: observer.lastPassingAtMs,
      reportedDecoderId: observer.reportedDecoderId,
      foreignDecoderIds: [...observer.foreignDecoderIds],
      statusPeriodMs: observer.statusPeriodMs,
      status: observer.status,
      version: observer.version,
      session: observer.session,
      clock: this.clock.state(),
      withheld: this.conversation.withheldQuestions,
    };
  }

  private async run(): Promise<void> {
    let attempt = 0;
    while (!this.isClosed) {
      if (this.permission !== 'open') {
        this.record.enter('barred');
        await once(this.untilTold(), 'abort');
        continue;
      }
      this.record.enter('connecting');
      try {
        const line = await this.open();
        if (line !== undefined) {
          await this.serve(line);
          this.fail(CLOSED_BY_DECODER);
        }
      } catch (error) {
        this.fail(linkTrouble(error as Error));
      }
      if (!this.mayOpen()) continue;
      attempt = this.mayOpenSoon ? 1 : attempt + 1;
      // A link that could not be opened is no reason for a quick next try.
      this.mayOpenSoon = false;
      this.record.enter('waiting');
      const signal = this.untilTold();
      await delay(reopenDelayMs(attempt, Math.random()), undefined, { signal }).catch(() => undefined);
    }
    this.record.enter('closed');
  }

  /** Resolves to undefined where the permission was taken away meanwhile. */
  private async open(): Promise<Duplex | undefined> {
    const signal = this.untilTold();
    try {
      const line = await this.options.link.open(signal);
      if (!signal.aborted) return line;
      // A serial port opens even after an abort.
      line.destroy();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return undefined;
  }

  private untilTold(): AbortSignal {
    this.told = new AbortController();
    return this.told.signal;
  }

  private mayOpen(): boolean {
    return !this.isClosed && this.permission === 'open';
  }

  private async hangUp(): Promise<void> {
    const { line, stream } = this;
    if (line === undefined || stream === undefined) return;
    this.line = undefined;
    this.isHangingUp = true;
    this.conversation.letGo();
    await hangUp(line, stream);
  }

  private async serve(line: Duplex): Promise<void> {
    const stream = this.options.createStream();
    const { observer } = this;
    this.line = line;
    this.stream = stream;
    this.isHangingUp = false;
    const openedMs = performance.now();
    const { records } = this.past;
    const ending = { isGivenUp: false };
    this.conversation.opened(line);
    this.connects++;
    this.record.isGood();
    observer.linkOpened();
    this.asked.forget();
    this.live.forget();
    this.delivering = undefined;
    this.reading.deliveryEnded();
    this.record.enter('connected');
    const watch = new SilenceWatch({
      silentMs: () => this.patience.silentMs(),
      answerMs: () => this.patience.answerMs(),
      probe: () => this.patience.probe(),
      dead: () => {
        if (this.conversation.isSilent) {
          watch.heard();
          return;
        }
        ending.isGivenUp = true;
        line.destroy(new Error('the decoder went silent and did not answer: link reopened'));
      },
    });
    line.on('data', () => {
      // Silence has no meaning while this side does not read on.
      if (this.delivering === undefined) watch.heard();
    });
    const conversation = this.converse();
    try {
      // Bytes that came before the link was lost are delivered too.
      const lost = finished(line, { writable: false }).then(
        () => undefined,
        (error: unknown) => error as Error,
      );
      void lost.then((error) => {
        stream.end();
        // Records under way may wait long for the store: the loss of the link is noted at once.
        this.fail(error === undefined ? CLOSED_BY_DECODER : linkTrouble(error));
        this.record.enter('waiting');
      });
      line.pipe(stream);
      await pipeline(stream, (chunks: AsyncIterable<DecodedChunk>) => this.read(chunks, watch));
      const error = await lost;
      if (error !== undefined) throw error;
    } finally {
      watch.stop();
      line.destroy();
      this.line = undefined;
      this.past = this.state().counters;
      this.stream = undefined;
      const isCured = this.conversation.closed(!ending.isGivenUp && !this.isHangingUp);
      const hasLived = performance.now() - openedMs >= HEALTHY_MS && this.past.records > records;
      this.mayOpenSoon = isCured || hasLived;
      await conversation;
    }
  }

  private notReadSinceMs(): number | undefined {
    const { delivering } = this;
    const isLong = delivering !== undefined && performance.now() - delivering.steadyMs >= LONG_DELIVERY_MS;
    return isLong && this.record.state === 'connected' ? delivering.sinceMs : undefined;
  }

  private async read(chunks: AsyncIterable<DecodedChunk>, watch: SilenceWatch): Promise<void> {
    for await (const chunk of chunks) {
      for (const event of chunk.events) {
        if (event.kind !== 'record') continue;
        this.observer.observe(event.record, chunk.receivedAtUs / 1000);
        for (const hear of this.listeners) hear(event.record);
        this.noteLive(event.record, chunk.receivedAtUs);
        this.conversation.take(event.record, chunk.receivedAtUs);
      }
      this.delivering = { sinceMs: this.nowMs(), steadyMs: performance.now() };
      this.reading.deliveryBegan();
      watch.stop();
      await this.options.deliver(chunk);
      this.reading.deliveryEnded();
      this.delivering = undefined;
      watch.heard();
    }
  }

  /** Asks the questions of each connect, and for the clock again every few minutes. */
  private async converse(): Promise<void> {
    const { dialogue } = this;
    if (dialogue === undefined) this.options.clockSettled(false);
    if (dialogue === undefined || this.conversation.isSilent) return;
    await this.measure(true);
    // A decoder may not know the question: its link stays open.
    if (dialogue.identity !== undefined) await this.request(dialogue.identity).catch(() => undefined);
    const { line } = this;
    if (line === undefined) return;
    let measuredMs = performance.now();
    const again = setInterval(() => {
      if (!this.clock.isDistrusted && performance.now() - measuredMs < CLOCK_PERIOD_MS) return;
      measuredMs = performance.now();
      void this.measure(false);
    }, DISTRUSTED_PERIOD_MS);
    await finished(line).catch(() => undefined);
    clearInterval(again);
  }

  private async measure(isAwaited: boolean): Promise<void> {
    if (this.conversation.isSilent) return;
    const isNewOffset = await this.clockInquiry.measure();
    if (isAwaited || isNewOffset) this.options.clockSettled(isNewOffset);
  }

  private noteLive({ kind, fields }: DecoderReport, receivedAtUs: number): void {
    if (kind !== 'passing') return;
    const { rtcTimeUs, passingNumber = -1 } = fields;
    this.asked.heard(passingNumber);
    if (rtcTimeUs !== undefined && !this.asked.has(passingNumber))
      this.live.note({ rtcTimeUs, receivedAtUs });
  }

  private fail(reason: string): void {
    if (!this.isHangingUp) this.record.fail(reason);
  }

  private nowMs(): number {
    return Math.floor(this.options.hostClock.nowUs() / 1000);
  }
}
