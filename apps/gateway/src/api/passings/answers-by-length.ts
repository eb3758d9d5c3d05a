import { Injectable } from '@nestjs/common';
import { PassingsRepository, type TimeWindow } from '#passings';
import { isLongCount, isLongSearch, isLongSummary, SHORT_GAP_MINUTES } from './reading/is-long.js';
import { LongReads } from './reading/long-reads.js';
import {
  type AskedFile,
  type AskedPage,
  type AskedSessions,
  type FileOfRows,
  PassingsAnswers,
} from './reading/passings-answers.js';
import { loadOfSearch, loadOfSummary } from './reading/read-load.js';
import { StoreAnswers } from './reading/store-answers.js';
import { ThreadAnswers } from './thread/thread-answers.js';
import { inMicroseconds, type WindowMs } from './criteria/window.js';

/** What is short is answered here and at once; what may be long, in a thread beside the one that stores passings. */
@Injectable()
export class AnswersByLength extends PassingsAnswers {
  constructor(
    private readonly here: StoreAnswers,
    private readonly thread: ThreadAnswers,
    private readonly longReads: LongReads,
    private readonly repository: PassingsRepository,
  ) {
    super();
  }

  override async passings(asked: AskedPage): Promise<Uint8Array> {
    if (!isLongSearch(asked)) return this.here.passings(asked);
    const load = loadOfSearch(asked, await this.unitsOf(asked));
    return this.longReads.take(load, () => this.thread.passings(asked));
  }

  override async sessions(asked: AskedSessions): Promise<Uint8Array> {
    if (!isLongSummary(asked)) return this.here.sessions(asked);
    const load = loadOfSummary(asked, await this.unitsOf(asked), SHORT_GAP_MINUTES);
    return this.longReads.take(load, () => this.thread.sessions(asked));
  }

  override countActive(window: TimeWindow): Promise<number> {
    return isLongCount(window) ? this.thread.countActive(window) : this.here.countActive(window);
  }

  override file(asked: AskedFile): FileOfRows {
    return this.thread.file(asked);
  }

  private unitsOf(window: WindowMs): Promise<number> {
    return this.repository.countUnits(inMicroseconds(window));
  }
}
