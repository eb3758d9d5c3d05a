import { Injectable } from '@nestjs/common';
import type { TimeWindow } from '#passings';
import { isLongCount, isLongSearch, isLongSummary } from './reading/is-long.js';
import { LongReads } from './reading/long-reads.js';
import {
  type AskedFile,
  type AskedPage,
  type AskedSessions,
  type FileOfRows,
  PassingsAnswers,
} from './reading/passings-answers.js';
import { StoreAnswers } from './reading/store-answers.js';
import { ThreadAnswers } from './thread/thread-answers.js';

/** What is short is answered here and at once; what may be long, in a thread beside the one that stores passings. */
@Injectable()
export class AnswersByLength extends PassingsAnswers {
  constructor(
    private readonly here: StoreAnswers,
    private readonly thread: ThreadAnswers,
    private readonly longReads: LongReads,
  ) {
    super();
  }

  override passings(asked: AskedPage): Promise<Uint8Array> {
    return isLongSearch(asked)
      ? this.longReads.take(() => this.thread.passings(asked))
      : this.here.passings(asked);
  }

  override sessions(asked: AskedSessions): Promise<Uint8Array> {
    return isLongSummary(asked)
      ? this.longReads.take(() => this.thread.sessions(asked))
      : this.here.sessions(asked);
  }

  override countActive(window: TimeWindow): Promise<number> {
    return isLongCount(window) ? this.thread.countActive(window) : this.here.countActive(window);
  }

  override file(asked: AskedFile): FileOfRows {
    return this.thread.file(asked);
  }
}
