import { encodeRecord, p3, P3Parser } from '../p3/index.js';
import type { Question } from '../question.js';
import type { DecoderReport } from '../report.js';
import { RequestError } from './request-error.js';
import { resendBlock, type ResentBlock } from './resend-block.js';

const passing = (passingNumber: number): Uint8Array => encodeRecord('PASSING', { passingNumber });

/** A decoder that sends `numbers` behind its answer to RESEND, and `late` when it is asked again. */
class Memory {
  readonly dialogue = p3.dialogue;
  readonly asked: string[] = [];
  private readonly listeners = new Set<(record: DecoderReport) => void>();

  constructor(
    private readonly numbers: readonly number[],
    private readonly late: readonly number[] = [],
    private readonly acknowledges = true,
  ) {}

  listen(listener: (record: DecoderReport) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  readMs(): number {
    return performance.now();
  }

  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  async request({ type, encode }: Question): Promise<DecoderReport> {
    const [question] = new P3Parser().push(encode(1));
    if (question?.kind !== 'record') throw new Error('no question');
    this.asked.push(type);
    const isFirstFence = type === 'SESSION' && this.asked.filter((each) => each === type).length === 1;
    this.send(type === 'RESEND' ? this.numbers : isFirstFence ? this.late : []);
    await Promise.resolve();
    if (type === 'RESEND' && !this.acknowledges) throw RequestError.unanswered(type, 1);
    return question.record;
  }

  private send(numbers: readonly number[]): void {
    const events = new P3Parser().push(Buffer.concat(numbers.map(passing)));
    for (const event of events) {
      if (event.kind === 'record') for (const hear of this.listeners) hear(event.record);
    }
  }
}

const block = { from: 10, until: 19 };

const numbersOf = ({ passings }: ResentBlock): (number | undefined)[] =>
  passings.map(({ fields }) => fields.passingNumber);

describe(resendBlock.name, () => {
  it('is through as soon as all that is wanted came, whatever else comes', async () => {
    const decoder = new Memory([9, 10, 11, 12, 20, 15]);
    const resent = await resendBlock(decoder, block, new Set([10, 12, 15, 99]), undefined);
    expect([numbersOf(resent), resent.trouble]).toEqual([[10, 11, 12, 15], undefined]);
    expect(decoder.asked).toEqual(['RESEND']);
    expect(decoder.isHeard).toBe(false);
  });

  it('believes that nothing more comes only when a later question is answered without a passing before it', async () => {
    const decoder = new Memory([10, 11], [13]);
    const resent = await resendBlock(decoder, block, new Set([10, 13, 14]), 5);
    expect([numbersOf(resent), resent.trouble]).toEqual([[10, 11, 13], undefined]);
    expect(decoder.asked).toEqual(['RESEND', 'SESSION', 'VERSION', 'SESSION', 'VERSION']);
  });

  it('takes passings for an answer where RESEND is not acknowledged, and silence for none', async () => {
    const resent = await resendBlock(new Memory([10], [], false), block, new Set([10, 11]), undefined);
    expect([numbersOf(resent), resent.trouble]).toEqual([[10], undefined]);
    const silent = new Memory([], [], false);
    const unheard = await resendBlock(silent, block, new Set([10]), undefined);
    expect([unheard.passings.length, unheard.trouble?.message]).toEqual([
      0,
      'the decoder did not answer RESEND within 1 ms',
    ]);
    expect(silent.isHeard).toBe(false);
  });

  it('does without SESSION: another answer, or a refusal, shows as well that all was read', async () => {
    for (const fault of ['unanswered', 'refused'] as const) {
      const decoder = new Memory([10]);
      const ask = decoder.request.bind(decoder);
      decoder.request = (question) =>
        question.type === 'SESSION' ? Promise.reject(new RequestError(fault, 'no SESSION')) : ask(question);
      const resent = await resendBlock(decoder, block, new Set([10, 11]), undefined);
      expect([numbersOf(resent), resent.trouble]).toEqual([[10], undefined]);
    }
  });
});
