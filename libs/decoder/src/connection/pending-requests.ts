import type { Refusal } from '../question.js';
import { RequestError } from './request-error.js';
import type { DecoderReport, RefusalReport } from '../report.js';

export interface Answer {
  readonly record: DecoderReport;
  /** Moment of its receipt, which is before it was stored. */
  readonly receivedAtUs: number;
}

interface Pending {
  readonly type: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  timer: NodeJS.Timeout | undefined;
}

/** Period of looks for an end of a pause in reading. */
const LOOK_MS = 50;

/** Questions that wait for their answer, matched by REQUEST_ID where the decoder echoes it, else by type. */
export class PendingRequests {
  private readonly pending = new Map<number, Pending>();

  /** `readMs` stands still while the link is not read: an answer that lies there unread is not late. */
  constructor(
    private readonly refusalOf: (report: RefusalReport) => Refusal,
    private readonly readMs: () => number,
  ) {}

  /** Resolves to the answer. Called before the question is sent, so that no answer can come too early. */
  expect(type: string, requestId: number, timeoutMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked: Pending = { type, resolve, reject, timer: undefined };
      this.pending.set(requestId, asked);
      this.arm(asked, requestId, { endMs: this.readMs() + timeoutMs, timeoutMs });
    });
  }

  private arm(asked: Pending, requestId: number, times: { endMs: number; timeoutMs: number }): void {
    const leftMs = times.endMs - this.readMs();
    asked.timer = setTimeout(
      () => {
        if (times.endMs - this.readMs() >= 1) {
          this.arm(asked, requestId, times);
          return;
        }
        this.pending.delete(requestId);
        asked.reject(RequestError.unanswered(asked.type, times.timeoutMs));
      },
      Math.max(leftMs, LOOK_MS),
    );
  }

  /** Settles the question that a record answers, if there is one. */
  take(record: DecoderReport, receivedAtUs: number): void {
    const requestId = this.match(record);
    const asked = requestId === undefined ? undefined : this.pending.get(requestId);
    if (requestId === undefined || asked === undefined) return;
    this.pending.delete(requestId);
    clearTimeout(asked.timer);
    if (record.kind === 'refusal') asked.reject(RequestError.refused(asked.type, this.refusalOf(record)));
    else asked.resolve({ record, receivedAtUs });
  }

  /** Rejects every question: the link is gone, and no answer can come. */
  failAll(reason: string): void {
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(new RequestError('lost', reason));
    }
    this.pending.clear();
  }

  private match(record: DecoderReport): number | undefined {
    const { requestId } = record.fields;
    if (requestId !== undefined) return this.pending.has(requestId) ? requestId : undefined;
    for (const [id, { type }] of this.pending) {
      if (record.type === type || record.kind === 'refusal') return id;
    }
    return undefined;
  }
}
