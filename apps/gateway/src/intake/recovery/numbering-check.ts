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

/** Holds the ledger of a decoder against the decoder itself: nothing of it is believed before that. */
export class NumberingCheck {
  private readonly inquiry: NumberingInquiry;
  private strays: StrayNumbers = { far: [], below: [] };
  /** Far numbers that nobody was told of. */
  private untold: readonly number[] = [];
  /** The last numbers that came on this connection. */
  private latest: readonly number[] = [];
  /** Its numbers went over the highest that there is, and what lies before that is being fetched. */
  private isWrapping = false;
  private isAskedOut = false;
  /** The last number that its SESSION named on this connection. */
  private lastTold = -1;
  /** The connection on which the questions of a check are asked. */
  private askedOn = 0;
  /** Its SESSION was found odd on this connection too. */
  private areStraysOld = false;
  private isOddAgain = false;

  constructor(private readonly options: NumberingCheckOptions) {
    this.inquiry = new NumberingInquiry(options);
    options.decoder.hearNumbers((number) => {
      this.latest = [...this.latest, number].slice(-NUMBERS_THAT_CONTRADICT);
    });
  }

  /** Another connection: what came on the one before says nothing of the decoder as it is now. */
  begin(): void {
    this.latest = [];
    this.areStraysOld = this.strays.far.length + this.strays.below.length > 0;
    this.lastTold = -1;
    this.isWrapping = false;
    this.isAskedOut = false;
    this.isOddAgain = false;
    this.inquiry.begin();
  }

  /** Everything was asked for: whether there is something to check now. */
  askedOut(): boolean {
    if (!this.isWrapping || this.isAskedOut) return false;
    this.isWrapping = false;
    this.isAskedOut = true;
    this.options.ledgers.suspect(this.options.decoder.decoderId);
    return true;
  }

  /** It was seen to send a passing again. */
  noteSent(): void {
    this.inquiry.noteSent();
  }

  /** Whether its silence means that there is nothing. */
  async doesSend(): Promise<boolean> {
    const ledger = this.ledger();
    return ledger === undefined || this.inquiry.doesSend(ledger);
  }

  /** Whether there are numbers among those that came that only the decoder can explain. */
  isPuzzledBy({ far, below }: StrayNumbers): boolean {
    this.untold = [...this.untold, ...far].slice(-MOST_STRAYS);
    this.strays = {
      far: [...this.strays.far, ...far].slice(-MOST_STRAYS),
      below: [...this.strays.below, ...below].slice(-MOST_STRAYS),
    };
    return far.length + below.length > 0;
  }

  /** Whether the numbers turned out to have begun again. Rejects where the store does not take the change. */
  async check(): Promise<boolean> {
    const { decoder, ledgers, backfill, nowMs } = this.options;
    this.askedOn = decoder.connects;
    // What was read before the question is compared with the answer, so it must be counted.
    if (!(await decoder.untilStored())) return false;
    const before = await this.change((ledger) => ledger);
    const { latest } = this;
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

  /** What was found odd once may have been a passing that came meanwhile: on each connection it is looked at again. */
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

  /** The first contact ever: its last passing is looked at, so that the decoder is known again the next time. */
  private async meet(told: DecoderSession | undefined): Promise<boolean> {
    const { backfill, nowMs } = this.options;
    if (told === undefined) return false;
    const last = await this.inquiry.lastOf(told);
    // It does not have the number that it calls its last: the first passing that comes tells where its numbers are.
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

  /** Everything of the new numbering is fetched: as its SESSION tells, or block by block where that tells something else. */
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
      // Where its numbers are, the first passing that comes will tell.
      const hidden = undecided(suspected(begun, nowMs()), 'began_unseen');
      return withOddSession(highestSent === 0 ? hidden : begun);
    });
    if (!isUsable) await this.inquiry.fetchAbove(this.ledger());
    return isBegunAgain;
  }

  /** It was not settled: what the decoder says to have is missing all the same, and what came has to explain itself. */
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
      // Further away it may as well be another numbering.
      const isNear = told !== undefined && told.lastNumber <= ledger.highest + LARGEST_JUMP;
      return isNear ? reach(left, told.lastNumber, nowMs()) : left;
    });
  }

  private forgetStrays(): void {
    this.strays = { far: [], below: [] };
    this.areStraysOld = false;
  }

  /** Of those that came on an earlier connection nobody knows whether the numbers went on since. */
  private explained(ledger: DecoderLedger, strays: StrayNumbers): DecoderLedger {
    const nowMs = this.options.nowMs();
    const known = explainStrays(ledger, strays, nowMs);
    return known !== ledger && this.areStraysOld ? suspected(known, nowMs) : known;
  }

  /** Behind the highest number comes 0: what lies before that is fetched first, and then the numbers begin again. */
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

  /** It does not tell of its numbers, and is none the worse for it: what it has above those that are known is fetched. */
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
      // It neither tells its last number nor sends it: what did not arrive nobody knows of.
      return undecided(suspected(known, nowMs), 'cannot_resend');
    });
    if (this.ledger() !== before) this.forgetStrays();
    return isBegunAgain;
  }

  /** Resolves to the ledger as it is then. */
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

  /** Whether a SESSION counts passing numbers. One that falls does: those that came before were of another numbering. */
  private isOfNumbers(session: DecoderSession, latest: readonly number[]): boolean {
    const isFallen = session.lastNumber < this.lastTold;
    if (!isFallen && isContradicted(session, latest)) return false;
    this.lastTold = session.lastNumber;
    return true;
  }

  /** Answers of an earlier connection prove nothing of the decoder as it is now. */
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

/** What SESSION counts is not proven to be passing numbers (docs/protocols/p3.md, SESSION): one that sends higher ones speaks of something else. */
function isContradicted({ firstNumber, lastNumber }: DecoderSession, latest: readonly number[]): boolean {
  // Behind the highest number comes 0.
  if (firstNumber > lastNumber + 1) return false;
  return latest.length === NUMBERS_THAT_CONTRADICT && latest.every((number) => number > lastNumber);
}

function contradicts(ledger: DecoderLedger, told: DecoderSession): boolean {
  return verdictOfSession(ledger.numbering, ledger.highest, told) === 'began_again';
}

/** Its first passings carry the highest numbers that there are: those behind 0 come afterwards. */
function isOverTheTop(ledger: DecoderLedger): boolean {
  return isAtTop(ledger) && ledger.missing.length > 0;
}

/** Behind the highest number comes 0, which nobody asked for yet. Some decoders count by 2. */
function isAtTop(ledger: DecoderLedger | undefined): boolean {
  return ledger !== undefined && ledger.highest > HIGHEST_NUMBER - MOST_SKIPPED;
}

function withOddSession(ledger: DecoderLedger): DecoderLedger {
  return ledger.isSessionOdd ? ledger : { ...ledger, isSessionOdd: true };
}
