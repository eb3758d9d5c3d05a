import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  type Backfill,
  countIn,
  MissingNumbers,
  type NumberRange,
  reopen,
  settleEmpty,
  unfolded,
} from '#passings';
import type { AlarmKind } from '../alarms/alarm.js';
import type { LedgerNews, Ledgers } from '../ledger/ledgers.js';
import type { AskedDecoder } from './decoder-dialogue.js';
import { failureWords } from '../storage/storage-trouble.js';
import { AskedNumbers } from './asked-numbers.js';
import { isFull, nextBlock, numbersIn } from './next-block.js';
import { NumberingCheck } from './numbering-check.js';
import { ResendExperience } from './resend-experience.js';

/** Between two questions: never more than five in a second. */
const PAUSE_MS = 200;
/** Where holes turn out empty one after the other, they are gathered and asked for together. */
const GATHER_MS = 10_000;
/** How often the decoder is asked for its last number, in case its last passings did not arrive. */
const CHECK_PERIOD_MS = 30_000;
const RETRY_MS = 1000;
/** A decoder that does not answer RESEND so often is left in peace until the next connect. */
const MOST_UNANSWERED = 3;

export interface DecoderRecoveryOptions {
  readonly decoder: AskedDecoder;
  /** What to fetch on the first contact ever. */
  readonly backfill: Backfill;
  readonly ledgers: Ledgers;
  readonly raise: (kind: AlarmKind, message: string) => void;
  readonly nowMs: () => number;
  /** What was to be asked for was asked for. */
  readonly becameQuiet: () => void;
  /** How it waits; a test does not. */
  readonly pause?: (ms: number) => Promise<void>;
}

/**
 * Fetches what is missing of one decoder: after each connect what it has and we lack, while connected each hole at
 * once. What it sends goes the ordinary way into the store; here it is only seen to that it is asked.
 */
export class DecoderRecovery {
  private readonly log: Logger;
  private connects = 0;
  private isDoubtful = false;
  private asked = new AskedNumbers();
  private unanswered = 0;
  private readonly numbering: NumberingCheck;
  private readonly experience = new ResendExperience();
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private ended = new AbortController();

  constructor(private readonly options: DecoderRecoveryOptions) {
    const { decoder, ledgers } = options;
    this.log = new Logger(`decoder ${this.decoderId}`);
    this.numbering = new NumberingCheck({ ...options, pause: (ms) => this.pause(ms) });
    ledgers.listen(this.decoderId, (news) => {
      this.heard(news);
    });
    // Whatever it did while we did not run was out of sight.
    ledgers.suspect(decoder.decoderId);
  }

  /** A link was opened: what the decoder did since the one before was out of sight. */
  linkOpened(): void {
    this.options.ledgers.suspect(this.decoderId);
  }

  /** The decoder is connected and has told its time; told again of a connection that is known, it does nothing. */
  settled(): void {
    const { connects } = this.options.decoder;
    if (connects === this.connects) return;
    this.connects = connects;
    this.forgetAsked();
    this.unanswered = 0;
    this.numbering.begin();
    this.timer ??= setInterval(() => {
      this.doubt();
    }, CHECK_PERIOD_MS).unref();
    this.doubt();
  }

  /** Asks the decoder for its numbers, as it is done now and then. */
  checkNow(): void {
    this.unanswered = 0;
    this.doubt();
  }

  /** Resolves when it is not asked for anything any more. */
  async untilQuiet(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  stop(): void {
    clearInterval(this.timer);
    this.ended.abort();
  }

  /** Whether it is asked for something at the moment. */
  get isRunning(): boolean {
    return this.running !== undefined;
  }

  private get isConnected(): boolean {
    return this.options.decoder.isConnected;
  }

  private get decoderId(): string {
    return this.options.decoder.decoderId;
  }

  private heard({ isHoleOpen, ...strays }: LedgerNews): void {
    if (this.numbering.isPuzzledBy(strays)) this.doubt();
    else if (isHoleOpen) this.begin();
  }

  private doubt(): void {
    this.isDoubtful = true;
    this.begin();
  }

  private begin(): void {
    if (this.ended.signal.aborted) return;
    this.running ??= this.run()
      .catch((error: unknown) => {
        if (!this.ended.signal.aborted) this.log.warn(`recovery stopped: ${failureWords(error)}`);
      })
      .finally(() => {
        this.running = undefined;
        // Said in the moment between the last look and now.
        if (this.isDoubtful && this.isConnected) this.begin();
        else if (!this.ended.signal.aborted) this.options.becameQuiet();
      });
  }

  private async run(): Promise<void> {
    for (;;) {
      if (!this.isConnected) return;
      if (this.isDoubtful) await this.check();
      const { unproven = null } = this.options.ledgers.latest(this.decoderId) ?? {};
      // Until the numbers are known to go on, nothing that comes fills a hole, and nothing that does not is empty.
      if (unproven !== null) return;
      const block = this.nextBlock();
      if (block === undefined && this.numbering.askedOut()) {
        this.isDoubtful = true;
        continue;
      }
      if (block === undefined || this.unanswered >= MOST_UNANSWERED) return;
      const askedAtMs = performance.now();
      await this.fetch(block);
      await this.gather(performance.now() - askedAtMs);
    }
  }

  /** Until the next question may be asked. Holes are gathered for as long as one question is enough for all of them. */
  private async gather(passedMs: number): Promise<void> {
    await this.pause(Math.max(0, PAUSE_MS - passedMs));
    for (let ms = Math.max(PAUSE_MS, passedMs); ms < GATHER_MS && this.isGathering(); ms += PAUSE_MS)
      await this.pause(PAUSE_MS);
  }

  private isGathering(): boolean {
    if (!this.experience.isUsedToNothing || !this.isConnected || this.isDoubtful) return false;
    const block = this.nextBlock();
    return block === undefined || !isFull(block, this.missing, this.asked);
  }

  private nextBlock(): NumberRange | undefined {
    return nextBlock(this.missing, this.asked, this.experience.mostKeptBetween);
  }

  private get missing(): MissingNumbers {
    return this.options.ledgers.latest(this.decoderId)?.missing ?? MissingNumbers.none;
  }

  private async check(): Promise<void> {
    this.isDoubtful = false;
    try {
      if (await this.numbering.check()) this.forgetAsked();
    } catch {
      // Why the store does not take it is told by ingest.
      this.isDoubtful = true;
      await this.pause(RETRY_MS);
    }
  }

  private async fetch(block: NumberRange): Promise<void> {
    const { decoder, ledgers } = this.options;
    if (this.missing.unfolded(block) !== this.missing)
      await ledgers.change(this.decoderId, (ledger) => ledger && unfolded(ledger, block));
    const missing = this.missingIn(block);
    const wanted = numbersIn(missing, block);
    const wireId = ledgers.latest(this.decoderId)?.numbering.wireId ?? undefined;
    const { connects, rejectedCount } = decoder;
    const { sent, trouble } = await decoder.dialogue.fetch(block, wanted, wireId);
    if (!(await decoder.untilStored())) return;
    // On another connection, or without one, all of it is asked anew.
    if (!this.isConnected || decoder.connects !== connects) return;
    if (trouble !== undefined) {
      this.noteAsked(block);
      if (trouble.fault === 'unanswered') this.unanswered++;
      return;
    }
    this.unanswered = 0;
    const isSpoiled = decoder.rejectedCount > rejectedCount;
    if (sent.length > 0) this.numbering.noteSent();
    const heard = new Set(sent.map(({ number }) => number).filter((number) => wanted.has(number)));
    if (heard.size > 0) await this.cameSome(block, heard, countIn(missing), isSpoiled);
    else await this.cameNothing(block, widest(missing), isSpoiled);
  }

  private async cameNothing(block: NumberRange, widestHole: number, isSpoiled: boolean): Promise<void> {
    switch (this.experience.cameNothing(widestHole, isSpoiled)) {
      case 'again':
        return;
      case 'leave':
        this.noteAsked(block);
        return;
      case 'empty':
        if (await this.numbering.doesSend()) await this.settleEmpty(block);
        else this.noteAsked(block);
    }
  }

  private async settleEmpty(block: NumberRange): Promise<void> {
    let empty: readonly NumberRange[] = [];
    await this.options.ledgers.change(this.decoderId, (ledger) => {
      empty = ledger?.missing.within(block) ?? [];
      return ledger && settleEmpty(ledger, block);
    });
    this.experience.settled(empty);
  }

  /** What is left of the block is a smaller hole, and asked for once more. */
  private async cameSome(
    block: NumberRange,
    heard: ReadonlySet<number>,
    missingBefore: number,
    isSpoiled: boolean,
  ): Promise<void> {
    // It came and was not counted: asking again would not end.
    if (countIn(this.missingIn(block)) === missingBefore) this.noteAsked(block);
    const doubtful = this.experience.cameSome(block, heard, isSpoiled);
    if (doubtful.length === 0) return;
    this.log.log('it does not send all that it has when it is asked: what came not is asked for again');
    await this.options.ledgers.change(
      this.decoderId,
      (ledger) => ledger && reopen(ledger, doubtful, this.options.nowMs()),
    );
    this.asked.forget(doubtful);
  }

  private noteAsked(block: NumberRange): void {
    this.asked.note(block, this.missing);
  }

  private forgetAsked(): void {
    this.asked = new AskedNumbers();
    this.experience.begin();
  }

  private missingIn(block: NumberRange): NumberRange[] {
    return this.missing.within(block);
  }

  private async pause(ms: number): Promise<void> {
    const { signal } = this.ended;
    if (this.options.pause === undefined) await delay(ms, undefined, { signal, ref: false });
    else await this.options.pause(ms);
  }
}

function widest(ranges: readonly NumberRange[]): number {
  return Math.max(0, ...ranges.map((range) => countIn([range])));
}
