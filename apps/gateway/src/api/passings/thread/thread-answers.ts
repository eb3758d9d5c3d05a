import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { StoreUrl } from '../../../platform/config/store-url.js';
import { type AskedFile, type FileOfRows, PassingsAnswers } from '../reading/passings-answers.js';
import type { Asked, Found, QueryName } from '../reading/queries/queries.js';
import { Piece } from '../rows/piece.js';
import { AskedThread } from './asked-thread.js';
import type { Answers, Question } from './messages.js';

/**
 * A question that needs more is refused, and storing goes on undisturbed. Replies of Redis lie outside of the heap and are
 * freed with the young objects: little room for these keeps replies from gathering.
 */
const LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 2 };

/** Asks a thread of its own, which begins with the first question, and anew when it ended. */
@Injectable()
export class ThreadAnswers extends PassingsAnswers implements OnApplicationShutdown {
  private readonly log = new Logger('reading');
  private thread: AskedThread | undefined;
  private lastFile = 0;

  constructor(private readonly store: StoreUrl) {
    super();
  }

  override ask<Name extends QueryName>(name: Name, site: string, asked: Asked<Name>): Promise<Found<Name>> {
    return this.put({ kind: 'query', name, site, asked }) as Promise<Found<Name>>;
  }

  override file(site: string, asked: AskedFile): FileOfRows {
    const file = ++this.lastFile;
    const opened = this.put({ kind: 'open', file, site, asked });
    opened.catch(() => undefined); // `fill` rejects with it
    return {
      fill: async ({ memory }) => {
        await opened;
        const filled = await this.put({ kind: 'fill', file, memory }, [memory]);
        const piece = new Piece(filled.memory);
        piece.length = filled.length;
        return { piece, isLast: filled.isLast };
      },
      close: () => {
        // An ended thread has lost the file already.
        this.thread?.ask<'close'>({ kind: 'close', file }, []).catch(() => undefined);
      },
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread?.end();
  }

  private put<Kind extends Question['kind']>(
    question: Question & { readonly kind: Kind },
    handedOver: readonly ArrayBuffer[] = [],
  ): Promise<Answers[Kind]> {
    this.thread ??= this.begin();
    return this.thread.ask<Kind>(question, handedOver);
  }

  private begin(): AskedThread {
    return new AskedThread({ redisUrl: this.store.url }, LIMITS, (reason) => {
      this.thread = undefined;
      this.log.error(`the reading thread ended, and is begun anew: ${reason.stack ?? reason.message}`);
    });
  }
}
