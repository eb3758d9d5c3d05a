import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  type Backfill,
  countIn,
  type DecoderLedger,
  foundLate,
  MissingNumbers,
  type NumberRange,
  reopen,
  settleEmpty,
  unfolded,
  type Witness,
} from '#passings';
import type { AlarmKind } from '../alarms/alarm.js';
import type { LedgerNews } from '../ledger/batch-moves.js';
import type { Ledgers } from '../ledger/ledgers.js';
import { AskedAgain } from './asked-again.js';
import type { AskedDecoder, SentAgain } from './decoder-dialogue.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';
import { isFull, LARGEST_BLOCK, nextBlock, numbersIn } from './next-block.js';
import { NumberingCheck } from './numbering-check.js';
import { CHECK_PERIOD_MS } from './recovery-waits.js';
import { ResendExperience } from './resend-experience.js';

/** Pause between two questions: never more than five in a second. */
const PAUSE_MS = 200;
/** Time for which holes are gathered into one question, once most holes turn out empty. */
const GATHER_MS = 10_000;
const RETRY_MS = 1000;
/** Failed answers to RESEND in a row after which the decoder is left in peace for a while, and then for twice as long. */
const MOST_TROUBLES = 3;
const FIRST_PEACE_MS = 30_000;
const LONGEST_PEACE_MS = 600_000;

export interface DecoderRecoveryOptions {
  readonly decoder: AskedDecoder;
  /** Passings to fetch on the first contact ever. */
  readonly backfill: Backfill;
  readonly ledgers: Ledgers;
  readonly raise: (kind: AlarmKind, message: string) => void;
  readonly nowMs: () => number;
  /** Called when every missing passing was asked for. */
  readonly becameQuiet: () => void;
  /** Replaces the pauses in a test, which does not wait. */
  readonly pause?: (ms: number) => Promise<void>;
  /** A clock that is never set, for the pauses. */
  readonly steadyMs?: () => number;
}

/**
 * Fetches the missing passings of one decoder: after each connect those that it has and the store lacks, while connected each
 * hole at once. Its answers go the ordinary way into the store; this class only asks.
 */
export class DecoderRecovery {
  private readonly log: Logger;
  private connects = 0;
  private isDoubtful = false;
  private readonly asked: AskedAgain;
  /** Failed or refused answers in a row. */
  private troubles = 0;
  private inPeaceUntilMs = 0;
  /** Highest number up to which every missing one was asked for. */
  private askedUntil = -1;
  private readonly numbering: NumberingCheck;
  private readonly experience = new ResendExperience();
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private alarm: NodeJS.Timeout | undefined;
  private woken = new AbortController();
  private ended = new AbortController();

  constructor(private readonly options: DecoderRecoveryOptions) {
    const { decoder, ledgers } = options;
    this.log = new Logger(`decoder ${this.decoderId}`);
    this.asked = new AskedAgain(() => this.steadyMs());
    this.numbering = new NumberingCheck({ ...options, pause: (ms) => this.pause(ms) });
    ledgers.listen(this.decoderId, (news) => {
      this.heard(news);
    });
    // The decoder was out of sight while the gateway was stopped.
    ledgers.suspect(decoder.decoderId);
  }

  /** Notes that a link was opened: the decoder was out of sight since the one before. */
  linkOpened(): void {
    this.options.ledgers.suspect(this.decoderId);
  }

  /** Begins to ask, once per connection, when the decoder is connected and its clock was asked. */
  settled(): void {
    const { connects } = this.options.decoder;
    if (connects === this.connects) return;
    this.connects = connects;
    this.forgetAsked();
    this.leaveInPeace(0);
    this.numbering.begin();
    this.timer ??= setInterval(() => {
      this.doubt();
    }, CHECK_PERIOD_MS).unref();
    this.doubt();
  }

  /** Asks the decoder for its numbers, as the periodic check does. */
  checkNow(): void {
    this.leaveInPeace(0);
    this.doubt();
  }

  /** Resolves when the decoder is not asked for anything any more. */
  async untilQuiet(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  stop(): void {
    clearInterval(this.timer);
    clearTimeout(this.alarm);
    this.ended.abort();
  }

  /** Whether the decoder is being asked, or will be asked once more before a number counts as empty. */
  get isRunning(): boolean {
    return this.running !== undefined && this.isConnected;
  }

  private get isConnected(): boolean {
    return this.options.decoder.isConnected;
  }

  private get decoderId(): string {
    return this.options.decoder.decoderId;
  }

  private heard({ isHoleOpen, setBack, far, below }: LedgerNews): void {
    if (setBack !== undefined) {
      if (setBack.hasLostPassings) this.options.raise('storage_set_back', SET_BACK_WORDS);
      this.forgetAsked();
      this.doubt();
      return;
    }
    const late = below.filter(({ number }) => this.experience.hasTakenForEmpty(number));
    if (late.length > 0) void this.cameLate(late);
    const others = below.filter((each) => !late.includes(each));
    if (this.numbering.isPuzzledBy({ far, below: others })) this.doubt();
    else if (isHoleOpen) this.begin();
  }

  private doubt(): void {
    this.isDoubtful = true;
    this.begin();
  }

  private begin(): void {
    if (this.ended.signal.aborted) return;
    if (this.isDoubtful || this.hasNewHole()) this.woken.abort();
    this.running ??= this.run()
      .catch((error: unknown) => {
        if (!this.ended.signal.aborted) this.log.warn(`recovery stopped: ${failureWords(error)}`);
      })
      .finally(() => {
        this.running = undefined;
        // A doubt may arise between the last look and now.
        if (this.isDoubtful && this.isConnected) this.begin();
        else if (!this.ended.signal.aborted) this.options.becameQuiet();
      });
  }

  private async run(): Promise<void> {
    for (;;) {
      if (!this.isConnected) return;
      if (this.isDoubtful) await this.check();
      const { unproven = null } = this.ledger() ?? {};
      // Until the numbers are proven to go on, a passing fills no hole, and a number that does not come is not empty.
      if (unproven !== null) return;
      const { missing } = this;
      if (missing.length > 0 && this.steadyMs() < this.inPeaceUntilMs) {
        this.goOnAt(this.inPeaceUntilMs);
        return;
      }
      const block = this.nextBlock();
      if (block === undefined) {
        this.askedUntil = missing.leaves.at(-1)?.until ?? -1;
        const dueMs = this.asked.nextDueMs(missing, true);
        if (dueMs !== undefined) {
          await this.rest(dueMs - this.steadyMs());
          continue;
        }
        if (this.numbering.askedOut()) {
          this.isDoubtful = true;
          continue;
        }
        this.goOnAt(this.asked.nextDueMs(missing, false));
        return;
      }
      const askedAtMs = performance.now();
      const isGathering = this.experience.isUsedToNothing && isSmall(block) && !this.asked.has(block);
      await this.fetch(block);
      await this.gather(performance.now() - askedAtMs, isGathering);
    }
  }

  /**
   * Waits until the next question may be asked. Where most holes turn out empty, holes are gathered for as long as one
   * question is enough for all of them.
   */
  private async gather(passedMs: number, isGathering: boolean): Promise<void> {
    await this.pause(Math.max(0, PAUSE_MS - passedMs));
    if (!isGathering) return;
    for (let ms = Math.max(PAUSE_MS, passedMs); ms < GATHER_MS && this.isOneEnough(); ms += PAUSE_MS)
      await this.pause(PAUSE_MS);
  }

  private isOneEnough(): boolean {
    if (!this.isConnected || this.isDoubtful) return false;
    const block = this.nextBlock();
    return block === undefined || !isFull(block, this.missing, this.asked.waiting());
  }

  private nextBlock(): NumberRange | undefined {
    return nextBlock(this.missing, this.asked.waiting(), this.experience.mostKeptBetween);
  }

  private ledger(): DecoderLedger | undefined {
    return this.options.ledgers.latest(this.decoderId);
  }

  private get missing(): MissingNumbers {
    return this.ledger()?.missing ?? MissingNumbers.none;
  }

  /** Waits until numbers that may be empty are asked for again, or until a new question arises. */
  private async rest(ms: number): Promise<void> {
    this.woken = new AbortController();
    this.options.becameQuiet();
    if (this.options.pause !== undefined) await this.options.pause(ms);
    else {
      const signal = AbortSignal.any([this.woken.signal, this.ended.signal]);
      await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.ended.signal.throwIfAborted();
  }

  private goOnAt(atMs: number | undefined): void {
    clearTimeout(this.alarm);
    if (atMs === undefined) return;
    const begin = (): void => {
      this.begin();
    };
    this.alarm = setTimeout(begin, Math.max(PAUSE_MS, atMs - this.steadyMs())).unref();
  }

  private hasNewHole(): boolean {
    const highest = this.missing.leaves.at(-1)?.until;
    return highest !== undefined && highest > this.askedUntil;
  }

  private leaveInPeace(ms: number): void {
    this.troubles = ms === 0 ? 0 : this.troubles;
    this.inPeaceUntilMs = this.steadyMs() + ms;
  }

  private async check(): Promise<void> {
    this.isDoubtful = false;
    const { highest: highestBefore = -1 } = this.ledger() ?? {};
    try {
      if (await this.numbering.check()) {
        this.forgetAsked();
        this.experience.forget();
        // Passings that came during the check are above the last number that SESSION told, and not counted yet.
        this.isDoubtful ||= (this.ledger()?.highest ?? -1) < highestBefore;
      }
    } catch {
      // The ingest logs why the store does not take the change.
      this.isDoubtful = true;
      await this.pause(RETRY_MS);
    }
  }

  private async fetch(block: NumberRange): Promise<void> {
    const { decoder, ledgers } = this.options;
    if (this.missing.unfolded(block) !== this.missing)
      await ledgers.change(this.decoderId, (ledger) => ledger && unfolded(ledger, block));
    const missing = this.missing.within(block);
    const wanted = numbersIn(missing, block);
    const wireId = ledgers.latest(this.decoderId)?.numbering.wireId ?? undefined;
    const { connects, rejectedCount } = decoder;
    const { sent, trouble } = await decoder.dialogue.fetch(block, wanted, wireId);
    if (!(await decoder.untilStored())) return;
    // After the loss of the connection the whole block is asked anew.
    if (!this.isConnected || decoder.connects !== connects) return;
    if (trouble !== undefined) {
      this.failed(block, trouble);
      return;
    }
    this.leaveInPeace(0);
    const isSpoiled = decoder.rejectedCount > rejectedCount;
    if (sent.length > 0) this.numbering.noteSent();
    const heard = new Set(sent.map(({ number }) => number).filter((number) => wanted.has(number)));
    if (heard.size > 0) await this.cameSome(block, heard, countIn(missing), isSpoiled);
    else await this.cameNothing(block, widest(missing), isSpoiled);
  }

  private failed(block: NumberRange, { fault }: NonNullable<SentAgain['trouble']>): void {
    if (fault !== 'withheld') this.asked.failed(block);
    this.troubles++;
    const times = this.troubles - MOST_TROUBLES;
    if (fault === 'withheld') this.leaveInPeace(FIRST_PEACE_MS);
    else if (times >= 0) this.leaveInPeace(Math.min(FIRST_PEACE_MS * 2 ** times, LONGEST_PEACE_MS));
  }

  private async cameNothing(block: NumberRange, widestHole: number, isSpoiled: boolean): Promise<void> {
    switch (this.experience.cameNothing(widestHole, isSpoiled)) {
      case 'again':
        return;
      case 'leave':
        this.asked.failed(block);
        return;
      case 'empty':
        if (await this.numbering.doesSend()) await this.settleEmpty(this.asked.cameNothing(block));
        else this.asked.failed(block);
    }
  }

  private async settleEmpty(blocks: readonly NumberRange[]): Promise<void> {
    if (blocks.length === 0) return;
    let empty: readonly NumberRange[] = [];
    await this.options.ledgers.change(this.decoderId, (ledger) => {
      empty = blocks.flatMap((block) => ledger?.missing.within(block) ?? []);
      return ledger && blocks.reduce(settleEmpty, ledger);
    });
    this.experience.settled(empty);
  }

  /** Asks again for the rest of the block, which is a smaller hole now. */
  private async cameSome(
    block: NumberRange,
    heard: ReadonlySet<number>,
    missingBefore: number,
    isSpoiled: boolean,
  ): Promise<void> {
    if (this.asked.cameSome(block, heard)) this.asked.cameLate();
    // The passings came and were not counted: asking again at once would not end.
    if (countIn(this.missing.within(block)) === missingBefore) this.asked.failed(block);
    await this.reopen(this.experience.cameSome(block, heard, isSpoiled));
  }

  /** Counts passings of numbers that had been taken for empty, and reopens the others: these may come late too. */
  private async cameLate(passings: readonly Witness[]): Promise<void> {
    this.asked.cameLate();
    const numbers = passings.map(({ number }) => number);
    try {
      await this.options.ledgers.change(this.decoderId, (ledger) => ledger && foundLate(ledger, numbers));
      await this.reopen(this.experience.cameLate(numbers));
      this.begin();
    } catch (error) {
      this.log.warn(`passings that came late are not counted: ${failureWords(error)}`);
    }
  }

  private async reopen(doubtful: readonly NumberRange[]): Promise<void> {
    if (doubtful.length === 0) return;
    this.log.log('it held back passings when asked: numbers that did not come are asked for again');
    await this.options.ledgers.change(
      this.decoderId,
      (ledger) => ledger && reopen(ledger, doubtful, this.options.nowMs()),
    );
    this.asked.reopened(doubtful);
  }

  private forgetAsked(): void {
    this.asked.forget();
    this.askedUntil = -1;
    this.experience.begin();
  }

  private steadyMs(): number {
    return this.options.steadyMs?.() ?? performance.now();
  }

  private async pause(ms: number): Promise<void> {
    const { signal } = this.ended;
    if (this.options.pause === undefined) await delay(ms, undefined, { signal, ref: false });
    else await this.options.pause(ms);
  }
}

const SET_BACK_WORDS =
  'The storage lost passings of this decoder that it had confirmed: another Redis server took over, or it was set back to ' +
  'an older state. They are asked of the decoder again.';

/** Whether more numbers may be gathered into the block. */
function isSmall({ from, until }: NumberRange): boolean {
  return until - from + 1 < LARGEST_BLOCK;
}

function widest(ranges: readonly NumberRange[]): number {
  return Math.max(0, ...ranges.map((range) => countIn([range])));
}
