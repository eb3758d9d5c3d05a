import { PassingsRepository, type SessionsQuery, type TimeWindow } from '#passings';
import { readingOf } from '../criteria/asked-passings.js';
import { writePassingsCursor, writeSessionsCursor } from '../criteria/cursor.js';
import type { SessionsAnswer } from '../answers/answers.js';
import { CSV, csvWith, formatOf } from '../rows/row-formats.js';
import { PageWriter } from '../rows/page-writer.js';
import { inMicroseconds } from '../criteria/window.js';
import {
  type AskedFile,
  type AskedPage,
  type AskedSessions,
  type FileOfRows,
  PassingsAnswers,
} from './passings-answers.js';
import { StoreFile } from './store-file.js';

const MINUTE_US = 60_000_000;

/** Read from the repository where it is called. */
export class StoreAnswers extends PassingsAnswers {
  private readonly pages = new PageWriter();
  private readonly texts = new TextEncoder();

  constructor(private readonly repository: PassingsRepository) {
    super();
  }

  override async passings(asked: AskedPage): Promise<Uint8Array> {
    const page = await this.repository.find({ ...readingOf(asked), limit: asked.limit });
    const { count, next } = page;
    const cursor = next === undefined ? undefined : writePassingsCursor({ ...asked, after: next });
    return this.pages.write(
      '{"success":true,"passings":[',
      page.columns(),
      count,
      `],"count":${count},"start_time_ms":${asked.startMs},"end_time_ms":${asked.endMs}` +
        `${cursor === undefined ? '' : `,"next_cursor":"${cursor}"`}}`,
    );
  }

  override async sessions(asked: AskedSessions): Promise<Uint8Array> {
    const { sessions, next } = await this.repository.sessions(sessionsQueryOf(asked));
    const answer = {
      success: true,
      sessions: sessions.map(({ transponderId, startMs, endMs, passingCount }) => ({
        transponderid: transponderId,
        start_time: startMs,
        end_time: endMs,
        passing_count: passingCount,
      })),
      count: sessions.length,
      start_time_ms: asked.startMs,
      end_time_ms: asked.endMs,
      ...(next === undefined ? {} : { next_cursor: writeSessionsCursor({ ...asked, after: next }) }),
    } satisfies SessionsAnswer;
    return this.texts.encode(JSON.stringify(answer));
  }

  override countActive(window: TimeWindow): Promise<number> {
    return this.repository.countActive(window);
  }

  override file({ mediaType, csv = {}, limit, ...asked }: AskedFile): FileOfRows {
    const format = mediaType === CSV.mediaType ? csvWith(csv) : formatOf(mediaType);
    if (format === undefined) throw new Error(`${mediaType} is no format of an export`);
    const rows = this.repository.read({ ...readingOf(asked), ...(limit === undefined ? {} : { limit }) });
    return new StoreFile(rows, format);
  }
}

function sessionsQueryOf(asked: AskedSessions): SessionsQuery {
  const { limit, after, gapMinutes, transponderId, inputs } = asked;
  return {
    window: inMicroseconds(asked),
    inputs,
    limit,
    ...(after === undefined ? {} : { after }),
    ...(gapMinutes === null ? {} : { gapUs: gapMinutes * MINUTE_US }),
    ...(transponderId === null ? {} : { transponderId }),
  };
}
