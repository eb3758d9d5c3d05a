import type { NumberRange } from '../commands/audit-plan.js';
import type { Dialogue } from '../protocol.js';
import type { Question } from '../question.js';
import type { DecoderReport, PassingReport, WireId } from '../report.js';
import { RequestError } from './request-error.js';

interface Resender {
  readonly dialogue: Dialogue | undefined;
  request(question: Question, timeoutMs?: number): Promise<DecoderReport>;
  listen(listener: (record: DecoderReport) => void): () => void;
  /** Milliseconds for which the link was read, from an arbitrary origin. */
  readMs(): number;
  /** Marks passings of these numbers as resent until the returned function is called; `isThrough`: all of them came. */
  await?(block: NumberRange): (isThrough: boolean) => void;
}

export interface ResentBlock {
  /** Every passing of the block that came, wanted or not, as it came. */
  readonly passings: readonly PassingReport[];
  /** Reason why the decoder may not be through with the block; undefined where it is through. */
  readonly trouble: RequestError | undefined;
}

const ANSWER_TIMEOUT_MS = 3000;
const QUIET_MS = 250;
/** A thousand passings on the slowest usual line take some seconds. */
const BLOCK_TIMEOUT_MS = 15_000;

/**
 * Has a decoder send passings again. They come as ordinary records behind its answer, and no record marks the last one.
 * So a block is through when every wanted passing came; otherwise when none came for a while and an answer to a later
 * question is read: the decoder's records before that answer are then read too, however slowly we read.
 */
export async function resendBlock(
  decoder: Resender,
  block: NumberRange,
  wanted: ReadonlySet<number>,
  decoderId: WireId | undefined,
  answerTimeoutMs = ANSWER_TIMEOUT_MS,
): Promise<ResentBlock> {
  const hearing = new Hearing(block, wanted, decoderId);
  const through = decoder.await?.(block);
  const unlisten = decoder.listen((record) => {
    hearing.take(record);
  });
  let isThrough = false;
  try {
    await askFor(decoder, block, decoderId, hearing, answerTimeoutMs);
    await untilThrough(decoder, hearing);
    isThrough = true;
    const isAnother = hearing.count === 0 && hearing.foreign > 0;
    const trouble = isAnother
      ? new RequestError('refused', 'passings came, but under another DECODER_ID')
      : undefined;
    return { passings: hearing.passings, trouble };
  } catch (error) {
    if (error instanceof RequestError) return { passings: hearing.passings, trouble: error };
    throw error;
  } finally {
    unlisten();
    through?.(isThrough);
    hearing.end();
  }
}

async function askFor(
  decoder: Resender,
  block: NumberRange,
  decoderId: WireId | undefined,
  hearing: Hearing,
  timeoutMs: number,
): Promise<void> {
  const question = decoder.dialogue?.resend?.(block, decoderId);
  if (question === undefined)
    throw new RequestError('refused', 'this decoder cannot send passings again', true);
  try {
    await decoder.request(question, timeoutMs);
  } catch (error) {
    // Passings that come are an answer too.
    if (!(error instanceof RequestError) || error.fault !== 'unanswered' || hearing.count === 0) throw error;
  }
}

async function untilThrough(decoder: Resender, hearing: Hearing): Promise<void> {
  const endMs = decoder.readMs() + BLOCK_TIMEOUT_MS;
  for (let before = -1; before < hearing.count;) {
    if (decoder.readMs() > endMs)
      throw new RequestError(
        'unanswered',
        `the decoder did not finish sending within ${BLOCK_TIMEOUT_MS} ms`,
      );
    if (await hearing.isAllBefore(QUIET_MS)) return;
    before = hearing.count;
    await askAnything(decoder);
  }
}

/** Resolves with the first answer, a refusal included: not every decoder knows each question. */
async function askAnything(decoder: Resender): Promise<void> {
  const { session, identity } = decoder.dialogue ?? {};
  const questions = [session, identity]
    .filter((question) => question !== undefined)
    .map((question) => decoder.request(question, ANSWER_TIMEOUT_MS).catch(refusalIsAnAnswer));
  if (questions.length === 0) return;
  try {
    await Promise.any(questions);
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

function refusalIsAnAnswer(error: unknown): void {
  if (!(error instanceof RequestError) || error.fault !== 'refused') throw error;
}

/** Passings of a block as they come. */
class Hearing {
  /** Passings of the block that came, wanted or not. */
  readonly passings: PassingReport[] = [];
  /** Number of passings of the block under another DECODER_ID: they are of another decoder. */
  foreign = 0;
  private readonly awaited: Set<number>;
  private timer: NodeJS.Timeout | undefined;
  private settle: ((isAll: boolean) => void) | undefined;
  private quietMs = 0;

  constructor(
    private readonly block: NumberRange,
    wanted: ReadonlySet<number>,
    private readonly decoderId: WireId | undefined,
  ) {
    this.awaited = new Set([...wanted].filter((number) => number >= block.from && number <= block.until));
  }

  take(record: DecoderReport): void {
    if (record.kind !== 'passing') return;
    const { passingNumber } = record.fields;
    if (passingNumber === undefined) return;
    if (passingNumber < this.block.from || passingNumber > this.block.until) return;
    if (this.isForeign(record.fields.decoderId)) {
      this.foreign++;
      return;
    }
    this.passings.push(record);
    this.awaited.delete(passingNumber);
    if (this.settle !== undefined) this.arm();
  }

  get count(): number {
    return this.passings.length;
  }

  private isForeign(decoderId: WireId | undefined): boolean {
    return this.decoderId !== undefined && decoderId !== undefined && decoderId !== this.decoderId;
  }

  /** Resolves to true when every wanted passing came, to false when none came for `quietMs`. */
  isAllBefore(quietMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.quietMs = quietMs;
      this.settle = resolve;
      this.arm();
    });
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private arm(): void {
    clearTimeout(this.timer);
    if (this.awaited.size === 0) this.settle?.(true);
    else
      this.timer = setTimeout(() => {
        this.settle?.(false);
      }, this.quietMs);
  }
}
