import { Injectable } from '@nestjs/common';
import { PassingsRepository } from '#passings';
import { Clock } from '../clock/clock.js';
import type { ActiveAnswer, SessionsAnswer } from './answers.js';
import { canonical, continuedSessions } from './continuation.js';
import { type ActiveCriteria, DEFAULT_MINUTES } from './criteria/active.criteria.js';
import { DEFAULT_LIMIT } from './criteria/common.js';
import type { SessionsCriteria } from './criteria/sessions.criteria.js';
import { type SessionsCursor, writeSessionsCursor } from './cursor.js';
import { isLongSummary, LongReads } from './long-reads.js';
import { inMicroseconds, windowOf } from './window.js';

const MINUTE_MS = 60_000;
const MINUTE_US = 60_000_000;

/** Answers for the transponders that were seen. */
@Injectable()
export class TranspondersService {
  constructor(
    private readonly repository: PassingsRepository,
    private readonly longReads: LongReads,
    private readonly clock: Clock,
  ) {}

  async sessions(criteria: SessionsCriteria): Promise<SessionsAnswer> {
    const query = this.queryOf(criteria);
    const asked = {
      window: inMicroseconds(query),
      limit: criteria.limit ?? DEFAULT_LIMIT,
      ...(query.after === undefined ? {} : { after: query.after }),
      ...(query.gapMinutes === null ? {} : { gapUs: query.gapMinutes * MINUTE_US }),
      ...(query.transponderId === null ? {} : { transponderId: query.transponderId }),
    };
    const { sessions, next } = await this.longReads.take(isLongSummary(asked), () =>
      this.repository.sessions(asked),
    );
    return {
      success: true,
      sessions: sessions.map(({ transponderId, startMs, endMs, passingCount }) => ({
        transponderid: transponderId,
        start_time: startMs,
        end_time: endMs,
        passing_count: passingCount,
      })),
      count: sessions.length,
      start_time_ms: query.startMs,
      end_time_ms: query.endMs,
      ...(next === undefined ? {} : { next_cursor: writeSessionsCursor({ ...query, after: next }) }),
    };
  }

  async active({ minutes = DEFAULT_MINUTES }: ActiveCriteria): Promise<ActiveAnswer> {
    const endMs = this.clock.nowMs();
    const window = inMicroseconds({ startMs: endMs - minutes * MINUTE_MS, endMs });
    return {
      active_transponders: await this.repository.countActive(window),
      time_window_minutes: minutes,
      timestamp: endMs,
    };
  }

  private queryOf(criteria: SessionsCriteria): Omit<SessionsCursor, 'after'> & Partial<SessionsCursor> {
    if (criteria.cursor !== undefined) return continuedSessions(criteria.cursor, criteria);
    return {
      ...windowOf(criteria, this.clock.nowMs()),
      gapMinutes: criteria.gap_minutes ?? null,
      transponderId: canonical(criteria.transponder_id) ?? null,
    };
  }
}
