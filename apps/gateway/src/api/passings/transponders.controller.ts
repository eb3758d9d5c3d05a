import { Controller, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Access } from '../../access/auth/guard/access.decorator.js';
import { Site } from '../../access/auth/site/site.decorator.js';
import { ApiReadProblems } from '../../platform/openapi/api-read-problems.decorator.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ActiveCriteria } from './criteria/active.criteria.js';
import { SessionsCriteria, sessionsExamples } from './criteria/sessions.criteria.js';
import { ActiveAnswer, JSON_TEXT, SessionsAnswer } from './answers/answers.js';
import { TranspondersService } from './transponders.service.js';
import { TAGS } from '../../platform/openapi/tags.js';

const description =
  'One row per transponder seen in the window: its first and last detection there, and how many there were. With ' +
  '`gap_minutes` a row is split wherever the transponder was silent for longer. Sorted by start, then transponder. Inputs of the ' +
  'decoder are no riders: they are there with `inputs` alone.';

@ApiTags(TAGS.COMMANDS_AND_DATA.name)
@Access({ credentials: ['api-key', 'login'], scope: 'passings:read' })
@ApiReadProblems()
@Controller('transponders')
export class TranspondersController {
  constructor(private readonly transponders: TranspondersService) {}

  @Post('sessions')
  @HttpCode(200)
  @Header(...JSON_TEXT)
  @ApiOperation({ summary: 'Sessions of transponders', description })
  @ApiBody({ type: SessionsCriteria, required: false, examples: sessionsExamples })
  @ApiOkResponse({ type: SessionsAnswer, description: 'The sessions, and the window that was used.' })
  async searchSessions(
    @Site() site: string,
    @Criteria() criteria: SessionsCriteria,
    @Res() response: Response,
  ): Promise<void> {
    response.send(await this.transponders.sessions(site, criteria));
  }

  @Get('sessions')
  @Header(...JSON_TEXT)
  @ApiOperation({ summary: 'Sessions of transponders, asked in the query string', description })
  @ApiCriteria(SessionsCriteria)
  @ApiOkResponse({ type: SessionsAnswer, description: 'The sessions, and the window that was used.' })
  async listSessions(
    @Site() site: string,
    @Criteria() criteria: SessionsCriteria,
    @Res() response: Response,
  ): Promise<void> {
    response.send(await this.transponders.sessions(site, criteria));
  }

  @Get('active')
  @ApiOperation({
    summary: 'How many transponders are on the track',
    description:
      'Distinct transponders with a passing in the last `minutes`. Photocells and switches do not count.',
  })
  @ApiCriteria(ActiveCriteria)
  @ApiOkResponse({ type: ActiveAnswer, description: 'The count, and the window that was used.' })
  countActiveTransponders(@Site() site: string, @Criteria() criteria: ActiveCriteria): Promise<ActiveAnswer> {
    return this.transponders.active(site, criteria);
  }
}
