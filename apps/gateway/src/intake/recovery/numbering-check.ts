import {
  type Backfill,
  beginAgain,
  type DecoderLedger,
  type DecoderSession,
  doubted,
  type DoubtReason,
  explainStrays,
  HIGHEST_NUMBER,
  LARGEST_JUMP,
  MOST_SKIPPED,
  type Numbering,
  proven,
  reach,
  reachBack,
  reconcile,
  sessionOf,
  suspected,
  type StrayNumbers,
  undecided,
  type Unproven,
  verdictOfSession,
  witnessed,
} from '#passings';
import type { AlarmKind } from '../alarms/alarm.js';
import type { Ledgers } from '../ledger/ledgers.js';
import type { AskedDecoder } from './decoder-dialogue.js';
import { type Finding, isWrapped, NumberingInquiry } from './numbering-inquiry.js';
import { beganAgainWords, doubtfulNumberWords, unprovenWords } from './numbering-words.js';

export interface NumberingCheckOptions {
  readonly decoder: AskedDecoder;
  readonly backfill: Backfill;
  readonly ledgers: Ledgers;
  readonly raise: (kind: AlarmKind, message: string) => void;
  readonly nowMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

const MOST_STRAYS = 100;
const NUMBERS_THAT_CONTRADICT = 3;

/** Compares the ledger of a decoder with the decoder itself: the ledger is not believed before that. */
export class NumberingCheck {
  private readonly inquiry: NumberingInquiry;
  private strays: StrayNumbers = { far: [], below: [] };
  /** Far numbers that no alarm was raised for. */
  private untold: readonly number[] = [];
  /** The last numbers that came on this connection. */
  private latest: number[] = [];
  /** The numbers went over the highest possible one, and those up to it are being fetched. */
  private isWrapping = false;
  private isAskedOut = false;
  /** The last number that SESSION named on this connection. */
  private lastTold = -1;
  /** The connection on which the questions of a check are asked. */
  private askedOn = 0;
  /** `strays` came on an earlier connection. */
  private areStraysOld = false;
  /** SESSION was found odd on this connection too. */
  private isOddAgain = false;

  constructor(private readonly options: NumberingCheckOptions) {
    this.inquiry = new NumberingInquiry(options);
    options.decoder.hearNumbers((number) => {
      this.latest.push(number);
      if (this.latest.length > NUMBERS_THAT_CONTRADICT) this.latest.shift();
    });
  }

  /** Begins with another connection: numbers of the one before prove nothing about the decoder as it is now. */
  begin(): void {
    this.latest = [];
    this.areStraysOld = this.strays.far.length + this.strays.below.length > 0;
    this.lastTold = -1;
    this.isWrapping = false;
    this.isAskedOut = false;
    this.isOddAgain = false;
    this.inquiry.begin();
  }

  /** Returns whether to check again, since the numbers up to the highest possible one are all asked for. */
  askedOut(): boolean {
    if (!this.isWrapping || this.isAskedOut) return false;
    this.isWrapping = false;
    this.isAskedOut = true;
    this.options.ledgers.suspect(this.options.decoder.decoderId);
    return true;
  }

  /** Notes that the decoder sent a passing again. */
  noteSent(): void {
    this.inquiry.noteSent();
  }

  /** Resolves to whether the decoder's silence means that it has none of the passings. */
  async doesSend(): Promise<boolean> {
    const ledger = this.ledger();
    return ledger === undefined || this.inquiry.doesSend(ledger);
  }

  /** Notes stray numbers; returns whether there are any, which only the decoder can explain. */
  isPuzzledBy({ far, below }: StrayNumbers): boolean {
    this.untold = [...this.untold, ...far].slice(-MOST_STRAYS);
    this.strays = {
      far: [...this.strays.far, ...far].slice(-MOST_STRAYS),
      below: [...this.strays.below, ...below].slice(-MOST_STRAYS),
    };
    return far.length + below.length > 0;
  }

  /** Resolves to whether the numbers began again. Rejects where the store does not take the change. */
  async check(): Promise<boolean> {
    const { decoder, ledgers, backfill, nowMs } = this.options;
    this.askedOn = decoder.connects;
    // Passings read before the question are compared with the answer, so that they must be counted first.
    if (!(await decoder.untilStored())) return false;
    const before = await this.change((ledger) => ledger);
    const latest = [...this.latest];
    const session = await decoder.dialogue.session();
    if (!(await decoder.untilStored())) return false;
    const isOddSession = await this.isSessionOdd(before, session);
    const told = session && !isOddSession && this.isOfNumbers(session, latest) ? session : undefined;
    if (before === undefined) return this.meet(told);
    const isWithoutNext = told === undefined && isAtTop(this.ledger());
    const isOdd =
      isWithoutNext || this.strays.below.length > 0 || (told !== undefined && contradicts(before, told));
    if (before.unproven === null && isOdd) ledgers.suspect(decoder.decoderId);
    const unproven = (await this.change((ledger) => ledger))?.unproven;
    if (unproven != null) {
      // Passings that came behind the answer to SESSION are above the last number that it names.
      const highest = Math.min(unproven.highest, before.highest);
      return this.prove(before, { ...unproven, highest }, told);
    }
    if (told === undefined) return this.goOnWithout();
    this.forgetStrays();
    return this.move((ledger) => reconcile(ledger, told, backfill, nowMs()));
  }

  /** Resolves to whether SESSION is odd; each connection looks again, since a live passing may have made it look odd. */
  private async isSessionOdd(
    ledger: DecoderLedger | undefined,
    session: DecoderSession | undefined,
  ): Promise<boolean> {
    if (ledger?.isSessionOdd !== true) return false;
    if (session === undefined || this.isOddAgain || session.lastNumber < ledger.highest) return true;
    this.isOddAgain = typeof (await this.inquiry.lastOf(session)) !== 'object';
    if (!this.isOddAgain) await this.change((known) => known && { ...known, isSessionOdd: false });
    return this.isOddAgain;
  }

  /** Looks, on the first contact ever, at the decoder's last passing, so that the decoder is known again the next time. */
  private async meet(told: DecoderSession | undefined): Promise<boolean> {
    const { backfill, nowMs } = this.options;
    if (told === undefined) return false;
    const last = await this.inquiry.lastOf(told);
    // The decoder lacks the number that it calls its last: its first live passing tells where its numbers are.
    if (last === 'not there') return false;
    await this.move((ledger) => reconcile(ledger, told, backfill, nowMs()));
    if (last !== undefined) await this.change((ledger) => ledger && witnessed(ledger, last));
    return false;
  }

  private async prove(
    before: DecoderLedger,
    unproven: Unproven,
    told: DecoderSession | undefined,
  ): Promise<boolean> {
    const { backfill, nowMs } = this.options;
    const finding = await this.inquiry.settle(before, unproven, told, this.strays);
    const { verdict, session, doubt } = finding;
    if (verdict === undefined) return doubt === undefined ? false : this.leave(doubt, told);
    this.forgetStrays();
    if (verdict === 'began_again') return this.startOver(before.numbering, finding, told);
    if (session !== undefined && isWrapped(before, session)) {
      const isBegunAgain = await this.wrap(session);
      if (isBegunAgain && told === undefined) await this.inquiry.fetchAbove(this.ledger());
      return isBegunAgain;
    }
    const isOdd = session !== undefined && session.lastNumber < before.highest;
    if (isOdd) await this.change((ledger) => ledger && withOddSession(ledger));
    if (session === undefined || isOdd) {
      await this.move((ledger) => ledger && (doubt ? doubted(ledger, doubt, nowMs()) : proven(ledger)));
      return this.goOnWithout();
    }
    return this.move((ledger) => {
      if (ledger === undefined) return undefined;
      const known = doubt === undefined ? ledger : doubted(ledger, doubt, nowMs());
      return reconcile(known, session, backfill, nowMs());
    });
  }

  /** Fetches the new numbering: as SESSION tells it, or block by block where SESSION is of no use. */
  private async startOver(
    known: Numbering,
    { session, highestSent = 0 }: Finding,
    told: DecoderSession | undefined,
  ): Promise<boolean> {
    const { nowMs } = this.options;
    const isOdd = told !== undefined && (await this.inquiry.lastOf(told)) === 'not there';
    const isUsable = session !== undefined && told !== undefined && !isOdd;
    const has = isUsable ? session : sessionOf([highestSent], told?.numbering ?? known);
    const isBegunAgain = await this.move((ledger) => {
      // An audit may have found the same meanwhile.
      if (ledger?.unproven == null) return ledger;
      const begun = beginAgain(ledger, has, nowMs());
      if (!isOdd) return begun;
      // The first passing that comes tells where the numbers are.
      const hidden = undecided(suspected(begun, nowMs()), 'began_unseen');
      return withOddSession(highestSent === 0 ? hidden : begun);
    });
    if (!isUsable) await this.inquiry.fetchAbove(this.ledger());
    return isBegunAgain;
  }

  /** Leaves the numbering undecided: numbers that SESSION tells are missing all the same, strays explain themselves. */
  private leave(doubt: DoubtReason, told: DecoderSession | undefined): Promise<boolean> {
    const { nowMs } = this.options;
    return this.move((ledger) => {
      if (ledger === undefined) return undefined;
      const known = this.explained(ledger, this.strays);
      if (known !== ledger) {
        this.forgetStrays();
        return known;
      }
      const left = undecided(ledger, doubt);
      // A number further away may belong to another numbering.
      const isNear = told !== undefined && told.lastNumber <= ledger.highest + LARGEST_JUMP;
      return isNear ? reach(left, told.lastNumber, nowMs()) : left;
    });
  }

  private forgetStrays(): void {
    this.strays = { far: [], below: [] };
    this.areStraysOld = false;
  }

  /** Explains the strays; for strays of an earlier connection it stays unproven whether the numbers went on since. */
  private explained(ledger: DecoderLedger, strays: StrayNumbers): DecoderLedger {
    const nowMs = this.options.nowMs();
    const known = explainStrays(ledger, strays, nowMs);
    return known !== ledger && this.areStraysOld ? suspected(known, nowMs) : known;
  }

  /** Wraps from the highest number to 0: missing numbers up to it are fetched first, and then the numbers begin again. */
  private wrap(session: DecoderSession): Promise<boolean> {
    const { nowMs } = this.options;
    return this.move((ledger) => {
      if (ledger === undefined) return undefined;
      const reached = reach(proven(ledger), HIGHEST_NUMBER, nowMs());
      const isThrough = reached.missing.length === 0 || this.isAskedOut;
      this.isWrapping = !isThrough;
      return isThrough ? beginAgain(reached, { ...session, firstNumber: 0 }, nowMs()) : reached;
    });
  }

  /** Goes on without SESSION, which the decoder need not know: passings above the highest known number are fetched. */
  private async goOnWithout(): Promise<boolean> {
    const { strays } = this;
    const before = this.ledger();
    if (strays.far.length + strays.below.length === 0) await this.inquiry.fetchAbove(before);
    const isAnswering = await this.doesSend();
    this.isWrapping ||= !isAtTop(before) && isAtTop(this.ledger());
    const { backfill } = this.options;
    const nowMs = this.options.nowMs();
    const isBegunAgain = await this.move((ledger) => {
      const known = ledger && this.explained(ledger, strays);
      if (known === undefined || isAnswering) return known && reachBack(known, backfill, nowMs);
      // The decoder neither tells its last number nor sends it: passings that did not arrive stay unknown.
      return undecided(suspected(known, nowMs), 'cannot_resend');
    });
    if (this.ledger() !== before) this.forgetStrays();
    return isBegunAgain;
  }

  /** Resolves to the ledger after the change. */
  private async change(
    change: (ledger: DecoderLedger | undefined) => DecoderLedger | undefined,
  ): Promise<DecoderLedger | undefined> {
    let changed: DecoderLedger | undefined;
    await this.options.ledgers.change(this.options.decoder.decoderId, (ledger) => {
      changed = this.isOvertaken ? ledger : change(ledger);
      return changed;
    });
    return changed;
  }

  /** Whether SESSION counts passing numbers. One that falls does: the latest passings were of another numbering. */
  private isOfNumbers(session: DecoderSession, latest: readonly number[]): boolean {
    const isFallen = session.lastNumber < this.lastTold;
    if (!isFallen && isContradicted(session, latest)) return false;
    this.lastTold = session.lastNumber;
    return true;
  }

  /** Whether the connection changed since the question: its answer proves nothing about the decoder as it is now. */
  private get isOvertaken(): boolean {
    return this.options.decoder.connects !== this.askedOn;
  }

  private async move(
    change: (ledger: DecoderLedger | undefined) => DecoderLedger | undefined,
  ): Promise<boolean> {
    const { raise } = this.options;
    let before: DecoderLedger | undefined;
    const ledger = await this.change((known) => {
      before = known;
      return change(known);
    });
    if (ledger === undefined) return false;
    const isBegunAgain = before !== undefined && ledger.epoch !== before.epoch;
    if (isBegunAgain) this.isWrapping = isOverTheTop(ledger);
    if (before !== undefined && isBegunAgain) raise('numbers_began_again', beganAgainWords(before, ledger));
    const reason = ledger.unproven?.reason ?? ledger.doubt?.reason;
    const reasonBefore = before?.unproven?.reason ?? before?.doubt?.reason;
    if (reason !== undefined && reason !== reasonBefore) raise('numbering_unproven', unprovenWords(reason));
    for (const number of this.untold) {
      if (number > ledger.highest + LARGEST_JUMP)
        raise('number_doubtful', doubtfulNumberWords(number, ledger));
    }
    this.untold = [];
    return isBegunAgain;
  }

  private ledger(): DecoderLedger | undefined {
    return this.options.ledgers.latest(this.options.decoder.decoderId);
  }
}

/**
 * Whether passings above its last number contradict SESSION, whose numbers are not proven to be passing numbers
 * (docs/protocols/p3.md, SESSION).
 */
function isContradicted({ firstNumber, lastNumber }: DecoderSession, latest: readonly number[]): boolean {
  // Number 0 follows the highest number.
  if (firstNumber > lastNumber + 1) return false;
  return latest.length === NUMBERS_THAT_CONTRADICT && latest.every((number) => number > lastNumber);
}

function contradicts(ledger: DecoderLedger, told: DecoderSession): boolean {
  return verdictOfSession(ledger.numbering, ledger.highest, told) === 'began_again';
}

/** Whether the first passings of this numbering carry the highest possible numbers: those from 0 on come afterwards. */
function isOverTheTop(ledger: DecoderLedger): boolean {
  return isAtTop(ledger) && ledger.missing.length > 0;
}

/** Whether the next number may be 0, which follows the highest number and was not asked for yet. Decoders may count by 2. */
function isAtTop(ledger: DecoderLedger | undefined): boolean {
  return ledger !== undefined && ledger.highest > HIGHEST_NUMBER - MOST_SKIPPED;
}

function withOddSession(ledger: DecoderLedger): DecoderLedger {
  return ledger.isSessionOdd ? ledger : { ...ledger, isSessionOdd: true };
}
