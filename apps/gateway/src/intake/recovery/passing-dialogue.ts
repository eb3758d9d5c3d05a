import { setTimeout as delay } from 'node:timers/promises';
import {
  type DecoderConnection,
  type DecoderReport,
  type PassingReport,
  RequestError,
  resendBlock,
  type SessionReport,
  type WireId,
} from '#decoder';
import type { DecoderSession, NumberRange, Witness } from '#passings';
import { transponderOf } from '../ingest/passing-of-record.js';
import { DecoderDialogue, type SentAgain } from './decoder-dialogue.js';
import { numbersIn } from './next-block.js';

const SESSION_TIMEOUT_MS = 2000;
/** Wait for every other answer after one that did not come in time, since a decoder may be slow. */
const PATIENT_MS = 30_000;
/**
 * Longest look above the last number that the decoder told. Passings come there unasked, and as long as they come the look
 * goes on: later ones did not come because of the look.
 */
const LONGEST_LOOK_ABOVE_MS = 2000;
/** Least time from one RESEND to the next: never more than five in a second. */
const RESEND_PERIOD_MS = 200;

/** Largest difference of two clocks that were compared. */
const MARGIN_US = 300_000;

/** Asks for the session, and has passings sent again in blocks at a bounded rate. */
export class PassingDialogue extends DecoderDialogue {
  private lastTurn: Promise<unknown> = Promise.resolve();
  private resentAtMs = -Infinity;
  /** Count of RESENDs in a row that were not answered in time. */
  private silences = 0;
  private lookedAt:
    { readonly sinceMs: number; readonly isOne: boolean; readonly seen: SeenPassings } | undefined;

  constructor(
    private readonly conversation: Pick<
      DecoderConnection,
      'dialogue' | 'request' | 'listen' | 'readMs' | 'await'
    >,
  ) {
    super();
  }

  /**
   * Whether a passing came only because it was looked at. One that happened since the look began may have come unasked, unless
   * its number alone is looked at: the passing of that is known.
   */
  isOnlyLookedAt({ fields }: PassingReport, ageUs: number | undefined): boolean {
    const { lookedAt } = this;
    if (lookedAt?.seen.has(fields) !== true) return false;
    const lookingForUs = (performance.now() - lookedAt.sinceMs) * 1000;
    return ageUs === undefined || lookedAt.isOne || ageUs > lookingForUs + MARGIN_US;
  }

  override askSession(): Promise<DecoderSession> {
    return this.inTurn(async () => {
      const question = this.conversation.dialogue?.session;
      if (question === undefined)
        throw new RequestError('refused', 'this decoder cannot tell its passing numbers', true);
      const answer = await this.conversation.request(question, SESSION_TIMEOUT_MS);
      const session = answer.kind === 'session' ? sessionOf(answer) : undefined;
      if (session === undefined)
        throw new RequestError('refused', 'the decoder did not tell its last passing number');
      return session;
    });
  }

  override fetch(
    block: NumberRange,
    wanted: ReadonlySet<number>,
    wireId: WireId | undefined,
  ): Promise<SentAgain> {
    return this.inTurn(() => {
      this.lookedAt = undefined;
      return this.resend(block, wanted, wireId);
    });
  }

  override look(block: NumberRange, wireId: WireId | undefined, isAbove = false): Promise<SentAgain> {
    return this.inTurn(async () => {
      // A decoder that cannot send again sends nothing because it is looked at.
      if (this.conversation.dialogue?.resend === undefined) return this.resend(block, new Set(), wireId);
      await this.untilNext();
      const seen = new SeenPassings();
      this.lookedAt = { sinceMs: performance.now(), isOne: block.from === block.until, seen };
      const unlisten = this.conversation.listen((record) => {
        if (isOf(record, block)) seen.add(record.fields);
      });
      const timer = isAbove ? setTimeout(unlisten, LONGEST_LOOK_ABOVE_MS) : undefined;
      try {
        return await this.resend(block, numbersIn([block], block), wireId, isAbove);
      } finally {
        clearTimeout(timer);
        unlisten();
      }
    });
  }

  /** Awaits the block for `LONGEST_LOOK_ABOVE_MS` at most. */
  private awaitSoon(block: NumberRange): (isThrough: boolean) => void {
    let end: ((isThrough: boolean) => void) | undefined = this.conversation.await(block);
    const endOnce = (isThrough: boolean): void => {
      clearTimeout(timer);
      end?.(isThrough);
      end = undefined;
    };
    const timer = setTimeout(endOnce, LONGEST_LOOK_ABOVE_MS, true);
    return endOnce;
  }

  private async resend(
    block: NumberRange,
    wanted: ReadonlySet<number>,
    wireId: WireId | undefined,
    isAbove = false,
  ): Promise<SentAgain> {
    await this.untilNext();
    this.resentAtMs = performance.now();
    const answerMs = this.silences % 2 === 1 ? PATIENT_MS : undefined;
    const { conversation } = this;
    const asked = {
      dialogue: conversation.dialogue,
      request: conversation.request.bind(conversation),
      listen: conversation.listen.bind(conversation),
      readMs: conversation.readMs.bind(conversation),
      await: isAbove ? this.awaitSoon.bind(this) : conversation.await.bind(conversation),
    };
    const { passings, trouble } = await resendBlock(asked, block, wanted, wireId, answerMs);
    this.silences = trouble?.fault === 'unanswered' ? this.silences + 1 : 0;
    return { sent: passings.flatMap(witnessOf), trouble };
  }

  private async untilNext(): Promise<void> {
    const untilNextMs = this.resentAtMs + RESEND_PERIOD_MS - performance.now();
    if (untilNextMs > 0) await delay(untilNextMs, undefined, { ref: false });
  }

  private inTurn<Value>(ask: () => Promise<Value>): Promise<Value> {
    const turn = this.lastTurn.then(ask);
    this.lastTurn = turn.catch(() => undefined); // the caller gets the error
    return turn;
  }
}

/** Returns undefined where SESSION does not tell the last number. */
function sessionOf({ fields }: SessionReport): DecoderSession | undefined {
  const { firstNumber, lastNumber, sessionNumber, sessionTimeS, decoderId } = fields;
  if (lastNumber === undefined) return undefined;
  const numbering = {
    wireId: decoderId ?? null,
    sessionNumber: sessionNumber ?? null,
    sessionTimeS: sessionTimeS ?? null,
    lowestNumber: firstNumber ?? null,
  };
  return { firstNumber: firstNumber ?? 0, lastNumber, numbering };
}

function isOf(record: DecoderReport, { from, until }: NumberRange): record is PassingReport {
  if (record.kind !== 'passing') return false;
  const { passingNumber } = record.fields;
  return passingNumber !== undefined && passingNumber >= from && passingNumber <= until;
}

function witnessOf({ fields }: PassingReport): Witness[] {
  const { passingNumber, rtcTimeUs = null, utcTimeUs } = fields;
  if (passingNumber === undefined) return [];
  return [{ number: passingNumber, rtcTimeUs, utcTimeUs, transponderId: transponderOf(fields) }];
}

/** Passings by number and time. A passing of another number, as nearly all are in a burst, costs one look. */
class SeenPassings {
  private readonly times = new Map<number | undefined, Set<number | undefined>>();

  add({ passingNumber, rtcTimeUs, utcTimeUs }: PassingReport['fields']): void {
    const known = this.times.get(passingNumber) ?? new Set<number | undefined>();
    this.times.set(passingNumber, known.add(rtcTimeUs ?? utcTimeUs));
  }

  has({ passingNumber, rtcTimeUs, utcTimeUs }: PassingReport['fields']): boolean {
    return this.times.get(passingNumber)?.has(rtcTimeUs ?? utcTimeUs) === true;
  }
}
