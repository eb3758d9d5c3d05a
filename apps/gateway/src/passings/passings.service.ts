import { Injectable } from '@nestjs/common';
import { PassingsRepository } from '#passings';
import { Clock } from '../clock/clock.js';
import { askedFor, readingOf } from './asked-passings.js';
import { DEFAULT_LIMIT } from './criteria/common.js';
import type { PassingsCriteria } from './criteria/passings.criteria.js';
import { writePassingsCursor } from './cursor.js';
import { isLongSearch, LongReads } from './long-reads.js';
import { PageWriter } from './rows/page-writer.js';

/** Answers for the passings that are kept. */
@Injectable()
export class PassingsService {
  private readonly pages = new PageWriter();

  constructor(
    private readonly repository: PassingsRepository,
    private readonly longReads: LongReads,
    private readonly clock: Clock,
  ) {}

  /** The answer as JSON, as bytes. */
  async find(criteria: PassingsCriteria): Promise<Buffer> {
    const asked = askedFor(criteria, this.clock.nowMs());
    const query = { ...readingOf(asked), limit: criteria.limit ?? DEFAULT_LIMIT };
    const page = await this.longReads.take(isLongSearch(query), () => this.repository.find(query));
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
}
