import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Session, TimeWindow } from '#passings';
import { Public } from '../../apps/gateway/src/auth/access.decorator.js';
import { TakesAnything } from '../../apps/gateway/src/validation/stray-input.js';
import { SortedSetsQueries } from '../rivals/sorted-sets-queries.js';
import { type PassingRow, passingRow } from './passing-row.js';

interface WindowText {
  readonly start_time_ms: string;
  readonly end_time_ms: string;
}

interface SessionRow {
  readonly transponderid: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly passing_count: number;
}

const MINUTE_US = 60_000_000;

/** The queries of the API answered from sorted sets, by routes that check nothing. */
@Public()
@TakesAnything()
@ApiExcludeController()
@Controller('rival')
export class RivalController {
  constructor(private readonly sets: SortedSetsQueries) {}

  @Get('passings')
  async passings(
    @Query() window: WindowText,
    @Query('limit') limit: string,
    @Query('transponder_id') transponder: string | undefined,
  ): Promise<{ readonly passings: readonly PassingRow[]; readonly count: number }> {
    const found = await this.sets.last(inMicroseconds(window), Number(limit), transponder);
    return { passings: found.map(passingRow), count: found.length };
  }

  @Get('transponders/sessions')
  async sessions(
    @Query() window: WindowText,
    @Query('gap_minutes') gapMinutes: string | undefined,
    @Query('limit') limit: string,
  ): Promise<{ readonly sessions: readonly SessionRow[]; readonly count: number }> {
    const asked = inMicroseconds(window);
    const found =
      gapMinutes === undefined
        ? await this.sets.sessions(asked)
        : await this.sets.sessionsByGap(asked, Number(gapMinutes) * MINUTE_US);
    const sessions = found.slice(0, Number(limit)).map(sessionRow);
    return { sessions, count: sessions.length };
  }

  @Get('transponders/active')
  async active(@Query('minutes') minutes: string): Promise<{ readonly active_transponders: number }> {
    const sinceUs = Date.now() * 1000 - Number(minutes) * MINUTE_US;
    return { active_transponders: await this.sets.countActive(sinceUs) };
  }
}

function inMicroseconds({ start_time_ms, end_time_ms }: WindowText): TimeWindow {
  return { fromUs: Number(start_time_ms) * 1000, untilUs: Number(end_time_ms) * 1000 + 999 };
}

function sessionRow({ transponderId, startMs, endMs, passingCount }: Session): SessionRow {
  return {
    transponderid: transponderId,
    start_time: startMs,
    end_time: endMs,
    passing_count: passingCount,
  };
}
