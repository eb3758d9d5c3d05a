import { Injectable } from '@nestjs/common';
import { PassingsRepository } from '#passings';
import { Clock } from '../clock/clock.js';
import { canonical, continuedPassings } from './continuation.js';
import { DEFAULT_LIMIT } from './criteria/common.js';
import type { PassingsCriteria } from './criteria/passings.criteria.js';
import { type PassingsCursor, writePassingsCursor } from './cursor.js';
import { passingsText } from './passing.presenter.js';
import { inMicroseconds, windowOf } from './window.js';

/** Answers for the passings that are kept. */
@Injectable()
export class PassingsService {
  constructor(
    private readonly repository: PassingsRepository,
    private readonly clock: Clock,
  ) {}

  /** The answer as JSON text. */
  async find(criteria: PassingsCriteria): Promise<string> {
    const query = this.queryOf(criteria);
    const { passings, next } = await this.repository.find({
      window: inMicroseconds(query),
      order: query.order,
      limit: criteria.limit ?? DEFAULT_LIMIT,
      ...(query.after === undefined ? {} : { after: query.after }),
      ...(query.transponderId === null ? {} : { transponderId: query.transponderId }),
      ...(query.decoderId === null ? {} : { decoderId: query.decoderId }),
      ...(query.loopId === null ? {} : { loopId: query.loopId }),
    });
    const cursor = next === undefined ? undefined : writePassingsCursor({ ...query, after: next });
    return (
      `{"success":true,"passings":${passingsText(passings)},"count":${passings.length}` +
      `,"start_time_ms":${query.startMs},"end_time_ms":${query.endMs}` +
      `${cursor === undefined ? '' : `,"next_cursor":"${cursor}"`}}`
    );
  }

  private queryOf(criteria: PassingsCriteria): Omit<PassingsCursor, 'after'> & Partial<PassingsCursor> {
    if (criteria.cursor !== undefined) return continuedPassings(criteria.cursor, criteria);
    return {
      ...windowOf(criteria, this.clock.nowMs()),
      order: criteria.order ?? 'desc',
      transponderId: canonical(criteria.transponder_id) ?? null,
      decoderId: criteria.decoder_id ?? null,
      loopId: criteria.loop_id ?? null,
    };
  }
}
