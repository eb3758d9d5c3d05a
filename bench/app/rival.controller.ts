import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Session, TimeWindow } from '#passings';
import { Access } from '../../apps/gateway/src/access/auth/guard/access.decorator.js';
import { ActiveCriteria } from '../../apps/gateway/src/api/passings/criteria/active.criteria.js';
import { PassingsCriteria } from '../../apps/gateway/src/api/passings/criteria/passings.criteria.js';
import { SessionsCriteria } from '../../apps/gateway/src/api/passings/criteria/sessions.criteria.js';
import { Criteria } from '../../apps/gateway/src/platform/validation/criteria.pipe.js';
import { SortedSetsQueries } from '../rivals/sorted-sets-queries.js';
import { type PassingRow, passingRow } from './passing-row.js';

interface GivenWindow {
  readonly start_time_ms?: number;
  readonly end_time_ms?: number;
}

interface SessionRow {
  readonly transponderid: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly passing_count: number;
}

const MINUTE_US = 60_000_000;

/**
 * The queries of the API answered from sorted sets. Credentials and criteria are checked as by the gateway: only the
 * ways to keep passings are compared.
 */
@Access({ credentials: ['api-key', 'login'], scope: 'passings:read' })
@ApiExcludeController()
@Controller('rival')
export class RivalController {
  constructor(private readonly sets: SortedSetsQueries) {}

  @Get('passings')
  async passings(
    @Criteria() { transponder_id, limit = 100, ...window }: PassingsCriteria,
  ): Promise<{ readonly passings: readonly PassingRow[]; readonly count: number }> {
    const found = await this.sets.last(inMicroseconds(window), limit, transponder_id);
    return { passings: found.map(passingRow), count: found.length };
  }

  @Get('transponders/sessions')
  async sessions(
    @Criteria() { gap_minutes, limit = 100, ...window }: SessionsCriteria,
  ): Promise<{ readonly sessions: readonly SessionRow[]; readonly count: number }> {
    const asked = inMicroseconds(window);
    const found =
      gap_minutes === undefined
        ? await this.sets.sessions(asked)
        : await this.sets.sessionsByGap(asked, gap_minutes * MINUTE_US);
    const sessions = found.slice(0, limit).map(sessionRow);
    return { sessions, count: sessions.length };
  }

  @Get('transponders/active')
  async active(
    @Criteria() { minutes = 10 }: ActiveCriteria,
  ): Promise<{ readonly active_transponders: number }> {
    const sinceUs = Date.now() * 1000 - minutes * MINUTE_US;
    return { active_transponders: await this.sets.countActive(sinceUs) };
  }
}

function inMicroseconds({ start_time_ms = 0, end_time_ms = Date.now() }: GivenWindow): TimeWindow {
  return { fromUs: start_time_ms * 1000, untilUs: end_time_ms * 1000 + 999 };
}

function sessionRow({ transponderId, startMs, endMs, passingCount }: Session): SessionRow {
  return {
    transponderid: transponderId,
    start_time: startMs,
    end_time: endMs,
    passing_count: passingCount,
  };
}
