import { HostClock, RequestError } from '#decoder';
import { P3Parser, type P3Record, p3Requests, type P3RecordOf } from '#p3';
import type { DecoderSession, NumberRange, Passing, Witness } from '#passings';
import { P3Decoder, type DecoderOptions, FaultInjector, type ResendBehaviour } from '#simulator';
import { passingOfRecord } from '../../apps/gateway/src/intake/ingest/passing-of-record.js';
import {
  AskedDecoder,
  DecoderDialogue,
  type SentAgain,
} from '../../apps/gateway/src/intake/recovery/decoder-dialogue.js';

export const DECODER_ID = 'd';
const MOST_QUESTIONS = 60_000;

export interface ModelOptions {
  readonly decoder: DecoderOptions;
  readonly resend: ResendBehaviour;
  readonly seed: number;
}

export class ModelClock extends HostClock {
  us = 1_700_000_000_000_000;

  override nowUs(): number {
    return this.us;
  }
}

type Take = (record: P3RecordOf<'PASSING'>) => void;

/** A simulated decoder and a line to it in memory: a question is answered before the call returns. */
export class ModelledDecoder extends AskedDecoder {
  override readonly decoderId = DECODER_ID;
  override readonly rejectedCount = 0;
  override readonly dialogue: DecoderDialogue;
  override connects = 0;
  readonly decoder: P3Decoder;
  readonly faults: FaultInjector;
  /** Number of questions until the link breaks; undefined for never. */
  questionsLeft: number | undefined;
  /** A crossing during the question after `questionsLeft` others, or right behind its answer. */
  crossing:
    { questionsLeft: number; readonly isBehindAnswer: boolean; readonly cross: () => void } | undefined;
  /** `silence`: from the question after `questionsLeft` others on, `answersLost` answers are not read in time. */
  isAskedWithoutEnd = false;
  silence: { questionsLeft: number; answersLost: number } | undefined;
  private questions = 0;
  take: Take = () => undefined;
  stored: () => Promise<boolean> = () => Promise.resolve(true);
  hear: (number: number) => void = () => undefined;
  private line: { receive(chunk: Uint8Array): void; closed(): void } | undefined;
  private readonly answers: P3Record[] = [];
  private isLooking = false;
  private isUnanswered = false;
  /** Passings that were read too late: they are stored when the next link is open already. */
  private readonly unread: P3RecordOf<'PASSING'>[] = [];

  constructor(
    readonly clock: ModelClock,
    { decoder, resend, seed }: ModelOptions,
  ) {
    super();
    this.faults = new FaultInjector({ resend }, seed);
    this.decoder = new P3Decoder(clock, decoder, this.faults);
    this.dialogue = new ModelledDialogue(this);
  }

  override get isConnected(): boolean {
    return this.line !== undefined;
  }

  override untilStored(): Promise<boolean> {
    return this.stored();
  }

  override hearNumbers(listener: (number: number) => void): void {
    this.hear = listener;
  }

  connect(): void {
    this.cut();
    this.connects++;
    for (const record of this.unread.splice(0)) this.take(record);
    const parser = new P3Parser();
    this.line = this.decoder.connect({
      send: (bytes) => {
        this.readAll(parser, bytes, false);
      },
      answer: (frames) => {
        for (const frame of frames) this.readAll(parser, frame, this.isUnanswered);
      },
      cut: () => undefined,
    });
  }

  /** Drops unstored passings with the gateway that had them. */
  forget(): void {
    this.cut();
    this.unread.length = 0;
    this.take = () => undefined;
  }

  cut(): void {
    this.line?.closed();
    this.line = undefined;
  }

  /** Returns all records between the question and its end; undefined where the link was lost. */
  ask(request: Uint8Array, isLooking = false): readonly P3Record[] | undefined {
    if (this.questionsLeft !== undefined && this.questionsLeft-- <= 0) {
      this.questionsLeft = undefined;
      this.cut();
    }
    if (this.line === undefined) return undefined;
    if (++this.questions > MOST_QUESTIONS) {
      this.isAskedWithoutEnd = true;
      this.cut();
      return undefined;
    }
    this.answers.length = 0;
    const isCrossed = this.crossing !== undefined && this.crossing.questionsLeft-- <= 0;
    const { cross, isBehindAnswer } = (isCrossed ? this.crossing : undefined) ?? {};
    if (isCrossed) this.crossing = undefined;
    if (isBehindAnswer === false) cross?.();
    this.isUnanswered = this.isSilent();
    this.isLooking = isLooking;
    this.line.receive(request);
    this.isLooking = false;
    this.isUnanswered = false;
    const answers = [...this.answers];
    if (isBehindAnswer === true) cross?.();
    return answers;
  }

  private isSilent(): boolean {
    const { silence } = this;
    if (silence === undefined || silence.questionsLeft-- > 0) return false;
    if (--silence.answersLost <= 0) this.silence = undefined;
    return true;
  }

  private readAll(parser: P3Parser, bytes: Uint8Array, isLate: boolean): void {
    for (const event of parser.push(bytes)) {
      if (event.kind !== 'record') continue;
      if (!isLate) this.receive(event.record);
      else if (event.record.type === 'PASSING' && !this.isLooking) this.unread.push(event.record);
    }
  }

  private receive(record: P3Record): void {
    this.answers.push(record);
    if (record.type !== 'PASSING') return;
    if (record.fields.passingNumber !== undefined) this.hear(record.fields.passingNumber);
    if (!this.isLooking) this.take(record);
  }
}

class ModelledDialogue extends DecoderDialogue {
  constructor(private readonly decoder: ModelledDecoder) {
    super();
  }

  override async askSession(): Promise<DecoderSession> {
    await Promise.resolve();
    const answers = this.decoder.ask(p3Requests.session(1));
    if (answers === undefined) throw new RequestError('lost', 'the link was lost');
    const answer = answers.find((each) => each.type === 'SESSION');
    if (answer === undefined) throw RequestError.unanswered('SESSION', 1);
    const { firstNumber = 0, lastNumber = 0, sessionNumber, sessionTimeS, decoderId } = answer.fields;
    return {
      firstNumber,
      lastNumber,
      numbering: {
        wireId: decoderId ?? null,
        sessionNumber: sessionNumber ?? null,
        sessionTimeS: sessionTimeS ?? null,
        lowestNumber: firstNumber,
      },
    };
  }

  override fetch(block: NumberRange): Promise<SentAgain> {
    return this.resend(block, false);
  }

  override look(block: NumberRange): Promise<SentAgain> {
    return this.resend(block, true);
  }

  private async resend({ from, until }: NumberRange, isLooking: boolean): Promise<SentAgain> {
    await Promise.resolve();
    const answers = this.decoder.ask(p3Requests.resend(from, until, undefined, 1), isLooking);
    if (answers === undefined) return { sent: [], trouble: new RequestError('lost', 'lost') };
    const sent = answers.flatMap(witnessOf).filter(({ number }) => number >= from && number <= until);
    const refusal = answers.find((each) => each.type === 'ERROR');
    if (refusal !== undefined) return { sent, trouble: new RequestError('refused', 'refused') };
    const isAnswered = sent.length > 0 || answers.some(({ type }) => type === 'RESEND');
    return { sent, trouble: isAnswered ? undefined : RequestError.unanswered('RESEND', 1) };
  }
}

/** Returns the passing of a record, by the decoder's clock without an offset. */
export function passingAt(record: P3RecordOf<'PASSING'>, receivedAtUs: number): Passing {
  const dating = { offsetUs: 0, isDoubtful: false, alternativeOffsetUs: undefined, isEstimated: false };
  return passingOfRecord(record, { decoderId: DECODER_ID, loopId: 1, clock: 'rtc', dating, receivedAtUs });
}

function witnessOf(record: P3Record): Witness[] {
  if (record.type !== 'PASSING' || record.fields.passingNumber === undefined) return [];
  const { rtcTimeUs, transponderId } = passingAt(record, 0);
  return [{ number: record.fields.passingNumber, rtcTimeUs, transponderId }];
}
