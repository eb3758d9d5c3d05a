import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { TrackTime } from '../../platform/clock/track-time.js';
import type { ActiveAnswer } from './answers/answers.js';
import { canonical, continuedSessions } from './criteria/continuation.js';
import { type ActiveCriteria, DEFAULT_MINUTES } from './criteria/active.criteria.js';
import { PassingsAnswers } from './reading/passings-answers.js';
import { type AskedSessions, DEFAULT_SESSIONS, type SessionsCriteria } from './criteria/sessions.criteria.js';
import { inMicroseconds, windowOf } from './criteria/window.js';

const MINUTE_MS = 60_000;

/** Answers for the transponders that were seen. */
@Injectable()
export class TranspondersService {
  constructor(
    private readonly answers: PassingsAnswers,
    private readonly clock: Clock,
    private readonly trackTime: TrackTime,
  ) {}

  /** Returns the answer as bytes of JSON. */
  sessions(site: string, criteria: SessionsCriteria): Promise<Uint8Array> {
    return this.answers.ask('sessions', site, {
      ...this.askedFor(criteria),
      limit: criteria.limit ?? DEFAULT_SESSIONS,
    });
  }

  async active(site: string, { minutes = DEFAULT_MINUTES }: ActiveCriteria): Promise<ActiveAnswer> {
    const endMs = this.nowMs();
    const window = inMicroseconds({ startMs: endMs - minutes * MINUTE_MS, endMs });
    return {
      active_transponders: await this.answers.ask('active', site, window),
      time_window_minutes: minutes,
      timestamp: endMs,
    };
  }

  private askedFor(criteria: SessionsCriteria): Omit<AskedSessions, 'limit'> {
    if (criteria.cursor !== undefined) return continuedSessions(criteria.cursor, criteria);
    return {
      ...windowOf(criteria, this.nowMs()),
      gapMinutes: criteria.gap_minutes ?? null,
      transponderId: canonical(criteria.transponder_id) ?? null,
      inputs: criteria.inputs ?? false,
    };
  }

  /** Time that passings are dated by, so that those of now are in the window. */
  private nowMs(): number {
    return this.trackTime.believedMs(this.clock.nowMs());
  }
}
