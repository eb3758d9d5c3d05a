import { type ResourceLimits, Worker } from 'node:worker_threads';
import { Problem } from '../../../platform/problems/problem.js';
import type { Answers, NumberedAnswer, NumberedQuestion, Question, ThreadSettings } from './messages.js';
import { unpackError } from './portable-error.js';
import { THREAD_PROGRAM } from './thread-program.js';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that answers questions, until it ends: then all unanswered ones are rejected. */
export class AskedThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private lastNumber = 0;
  private failure: Error | undefined;

  /** `onEnd` is called once, unless `end` ended the thread. */
  constructor(
    settings: ThreadSettings,
    resourceLimits: ResourceLimits,
    private readonly onEnd: (reason: Error) => void,
  ) {
    this.worker = new Worker(THREAD_PROGRAM, { workerData: settings, resourceLimits });
    this.worker.on('message', (message: NumberedAnswer) => {
      const waiting = this.waiting.get(message.number);
      this.waiting.delete(message.number);
      if ('error' in message) waiting?.reject(unpackError(message.error));
      else waiting?.resolve(message.answer);
    });
    this.worker.on('error', (error: NodeJS.ErrnoException) => {
      this.ended(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuchMemory(error) : error);
    });
    this.worker.on('exit', (code) => {
      this.ended(new Error(`the reading thread ended with ${code}`));
    });
  }

  ask<Kind extends Question['kind']>(
    question: Question & { readonly kind: Kind },
    handedOver: readonly ArrayBuffer[],
  ): Promise<Answers[Kind]> {
    const number = ++this.lastNumber;
    return new Promise<Answers[Kind]>((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(this.failure);
        return;
      }
      this.waiting.set(number, { resolve: resolve as Waiting['resolve'], reject });
      this.worker.postMessage({ number, question } satisfies NumberedQuestion, handedOver);
    });
  }

  async end(): Promise<void> {
    this.worker.removeAllListeners();
    this.fail(new Error('Connection is closed.'));
    await this.worker.terminate();
  }

  private ended(reason: Error): void {
    // The events `error` and `exit` tell of one end.
    if (this.failure !== undefined) return;
    this.fail(reason);
    this.onEnd(reason);
  }

  private fail(reason: Error): void {
    this.failure = reason;
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}

function tooMuchMemory(cause: Error): Problem {
  const problem = new Problem({
    status: 503,
    reason: 'request.too_much_memory',
    message: 'This read, or one beside it, takes more memory than there is: ask for a shorter time.',
    headers: { 'Retry-After': '1' },
  });
  problem.cause = cause;
  return problem;
}
