import { Worker } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { TimeWindow } from '#passings';
import { GatewayConfig } from '../../config/gateway-config.js';
import { StoreUrl } from '../../storage/storage.module.js';
import {
  type AskedFile,
  type AskedPage,
  type AskedSessions,
  type FileOfRows,
  PassingsAnswers,
} from '../reading/passings-answers.js';
import { Piece } from '../rows/piece.js';
import type { Answers, NumberedAnswer, NumberedQuestion, Question, ThreadSettings } from './messages.js';
import { unpackError } from './portable-error.js';
import { tooMuchAtOnce } from './thread-problems.js';
import { THREAD_PROGRAM } from './thread-program.js';

/** Whoever asks for more than fits is told so, and nobody else notices. */
const LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 8 };

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Asks a thread of its own, which is begun when it is first asked, and anew when it ended. */
@Injectable()
export class ThreadAnswers extends PassingsAnswers implements OnApplicationShutdown {
  private readonly log = new Logger('reading');
  private thread: Worker | undefined;
  private waiting = new Map<number, Waiting>();
  private lastNumber = 0;
  private lastFile = 0;

  constructor(
    private readonly config: GatewayConfig,
    private readonly store: StoreUrl,
  ) {
    super();
  }

  override passings(asked: AskedPage): Promise<Uint8Array> {
    return this.ask({ kind: 'passings', asked });
  }

  override sessions(asked: AskedSessions): Promise<Uint8Array> {
    return this.ask({ kind: 'sessions', asked });
  }

  override countActive(window: TimeWindow): Promise<number> {
    return this.ask({ kind: 'active', window });
  }

  override file(asked: AskedFile): FileOfRows {
    const file = ++this.lastFile;
    const opened = this.ask({ kind: 'open', file, asked });
    opened.catch(() => undefined); // is told by what is filled
    return {
      fill: async ({ memory }) => {
        await opened;
        const filled = await this.ask({ kind: 'fill', file, memory }, [memory]);
        const piece = new Piece(filled.memory);
        piece.length = filled.length;
        return { piece, isLast: filled.isLast };
      },
      close: () => {
        this.ask({ kind: 'close', file }).catch(() => undefined); // it is closed where the thread is gone
      },
    };
  }

  async onApplicationShutdown(): Promise<void> {
    const { thread } = this;
    thread?.removeAllListeners();
    this.ended(thread, new Error('Connection is closed.'));
    await thread?.terminate();
  }

  private ask<Kind extends Question['kind']>(
    question: Question & { readonly kind: Kind },
    handedOver: readonly ArrayBuffer[] = [],
  ): Promise<Answers[Kind]> {
    const thread = (this.thread ??= this.begin());
    const number = ++this.lastNumber;
    return new Promise<Answers[Kind]>((resolve, reject) => {
      this.waiting.set(number, { resolve: resolve as Waiting['resolve'], reject });
      thread.postMessage({ number, question } satisfies NumberedQuestion, handedOver);
    });
  }

  private begin(): Worker {
    const workerData: ThreadSettings = { redisUrl: this.store.url, site: this.config.site };
    const thread = new Worker(THREAD_PROGRAM, { workerData, resourceLimits: LIMITS });
    thread.on('message', (message: NumberedAnswer) => {
      const waiting = this.waiting.get(message.number);
      this.waiting.delete(message.number);
      if ('error' in message) waiting?.reject(unpackError(message.error));
      else waiting?.resolve(message.answer);
    });
    thread.on('error', (error: NodeJS.ErrnoException) => {
      const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.log.error(`the thread that reads ended, and begins anew: ${error.stack ?? String(error)}`);
      this.ended(thread, isFull ? tooMuchAtOnce() : error);
    });
    thread.on('exit', (code) => {
      this.ended(thread, new Error(`the thread that reads ended with ${code}`));
    });
    return thread;
  }

  private ended(thread: Worker | undefined, error: Error): void {
    if (this.thread === thread) this.thread = undefined;
    const waiting = this.waiting;
    this.waiting = new Map();
    for (const { reject } of waiting.values()) reject(error);
  }
}
