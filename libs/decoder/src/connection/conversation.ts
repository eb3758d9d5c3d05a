import type { Duplex } from 'node:stream';
import type { Dialogue } from '../protocol.js';
import type { Question, Refusal } from '../question.js';
import type { DecoderReport, RefusalReport } from '../report.js';
import { type Answer, PendingRequests } from './pending-requests.js';
import { QuestionManners, type WithheldQuestion } from './question-manners.js';
import { RequestError } from './request-error.js';

/** Reason for a question that is refused at once while there is no link. */
const LOST = 'the decoder is not connected';

/** Questions to one decoder over its connections, and those that are withheld from it. */
export class Conversation {
  private readonly pending: PendingRequests;
  private readonly manners = new QuestionManners();
  /** Questions that wait for a sign that there is a decoder. */
  private readonly listening = new Set<() => void>();
  private line: Duplex | undefined;
  private nextRequestId = 1;
  private endResend: ((isThrough: boolean) => void) | undefined;
  private hasAnswered = false;
  private silence: string | undefined;

  /**
   * `dialogue` is undefined where the decoder can only be listened to. `withheld` is told each question that is
   * withheld from now on. `readMs` stands still while the link is not read.
   */
  constructor(
    readonly dialogue: Dialogue | undefined,
    private readonly withheld: (question: WithheldQuestion) => void,
    readMs: () => number,
  ) {
    this.pending = new PendingRequests((report) => refusal(dialogue, report), readMs);
  }

  /** Whether the decoder has answered a question. */
  get isTalking(): boolean {
    return this.hasAnswered;
  }

  /** Questions that are withheld at the moment. */
  get withheldQuestions(): readonly WithheldQuestion[] {
    return this.manners.withheld();
  }

  opened(line: Duplex): void {
    this.line = line;
    const { greeting } = this.dialogue ?? {};
    if (greeting !== undefined) line.write(greeting);
    this.manners.linkOpened();
  }

  /** Refuses questions from now on: the link is being closed. */
  letGo(): void {
    this.line = undefined;
    this.goOn();
  }

  /**
   * Ends the questions under way once the last record of a link was read. `isByDecoder`: the decoder ended the link.
   * Returns whether it did so because of a question that is withheld from now on.
   */
  closed(isByDecoder: boolean): boolean {
    const withheld = isByDecoder ? this.manners.hungUp() : undefined;
    this.line = undefined;
    this.endResend = undefined;
    this.pending.failAll('the link to the decoder was lost');
    this.goOn();
    if (withheld !== undefined) this.withheld(withheld);
    return withheld !== undefined;
  }

  /** Stops asking the decoder, which is only listened to; `reason` is the error of each question. */
  beSilent(reason: string): void {
    this.silence = reason;
    this.pending.failAll(reason);
    this.goOn();
  }

  speak(): void {
    this.silence = undefined;
  }

  /** Whether questions are refused. */
  get isSilent(): boolean {
    return this.silence !== undefined || this.dialogue === undefined;
  }

  take(record: DecoderReport, receivedAtUs: number): void {
    this.manners.heard();
    this.goOn();
    this.pending.take(record, receivedAtUs);
  }

  /** Asks a question and waits for the answer of the same type. */
  async ask(question: Question, timeoutMs: number): Promise<Answer> {
    const { type, encode, purpose } = question;
    if (this.listenMs > 0) await this.untilHeard(this.listenMs);
    const { line, manners } = this;
    if (this.silence !== undefined) throw new RequestError('lost', this.silence);
    if (line === undefined) throw new RequestError('lost', LOST);
    const withheldMs = manners.withheldMs(type);
    if (withheldMs > 0) throw RequestError.withheld(type, withheldMs);
    const requestId = this.nextRequestId++;
    const answer = this.pending.expect(type, requestId, timeoutMs);
    const end = manners.begin(question);
    line.write(encode(requestId));
    try {
      const answered = await answer;
      this.hasAnswered = true;
      if (purpose === 'resend') this.endResend = end;
      else end(true);
      return answered;
    } catch (error) {
      end(error instanceof RequestError && error.fault === 'refused');
      throw error;
    }
  }

  /** Notes that the passings behind an answer came, or that their request ended without them. */
  resendEnded(isThrough: boolean): void {
    this.endResend?.(isThrough);
    this.endResend = undefined;
  }

  /** Asks for any sign of life; false where no question may be asked. */
  probe(timeoutMs: number): boolean {
    if (this.isSilent) return false;
    const signs = this.dialogue?.signs ?? [];
    const asked = signs.filter(({ type }) => this.manners.withheldMs(type) === 0);
    // `SilenceWatch` sees whether any answer comes.
    for (const question of asked) this.ask(question, timeoutMs).catch(() => undefined);
    return asked.length > 0;
  }

  private get listenMs(): number {
    return this.line === undefined ? 0 : this.manners.listenMs;
  }

  private untilHeard(listenMs: number): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        clearTimeout(timer);
        this.listening.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, listenMs);
      this.listening.add(goOn);
    });
  }

  private goOn(): void {
    for (const goOn of this.listening) goOn();
  }
}

function refusal(dialogue: Dialogue | undefined, report: RefusalReport): Refusal {
  return dialogue?.refusalOf(report) ?? { words: 'no reason given', isUnsupported: false };
}
