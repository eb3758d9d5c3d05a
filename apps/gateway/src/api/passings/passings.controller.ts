import { Controller, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Access } from '../../access/auth/guard/access.decorator.js';
import { Site } from '../../access/auth/site/site.decorator.js';
import { ApiReadProblems } from '../../platform/openapi/api-read-problems.decorator.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ListedPassingsCriteria, PassingsCriteria, passingsExamples } from './criteria/passings.criteria.js';
import { ApiPassingsInAnyForm, exportDescription } from './export/api-any-form.decorator.js';
import { NegotiatedPassings } from './negotiated-passings.js';
import { JSON_TEXT, PassingsAnswer } from './answers/answers.js';
import { TAGS } from '../../platform/openapi/tags.js';

const description =
  'Passings in a window of time, newest first unless asked otherwise. Where more match than `limit`, the answer has ' +
  '`next_cursor`: pass it back as `cursor`, and no row comes twice or is left out, even while passings arrive.';
const found = { type: PassingsAnswer, description: 'The passings, and the window that was used.' };

@ApiTags(TAGS.COMMANDS_AND_DATA.name)
@Access({ credentials: ['api-key', 'login'], scope: 'passings:read' })
@ApiReadProblems()
@Controller('passings')
export class PassingsController {
  constructor(private readonly passings: NegotiatedPassings) {}

  @Post()
  @HttpCode(200)
  @Header(...JSON_TEXT)
  @ApiOperation({ summary: 'Find passings', description })
  @ApiBody({ type: PassingsCriteria, required: false, examples: passingsExamples })
  @ApiOkResponse(found)
  searchPassings(
    @Site() site: string,
    @Criteria() criteria: PassingsCriteria,
    @Res() response: Response,
  ): Promise<void> {
    return this.passings.page(site, criteria, response);
  }

  @Get()
  @Header(...JSON_TEXT)
  @ApiOperation({
    summary: 'Find passings, asked in the query string',
    description: `${description}\n\n${exportDescription}`,
  })
  @ApiCriteria(ListedPassingsCriteria)
  @ApiPassingsInAnyForm(found.description)
  listPassings(
    @Site() site: string,
    @Criteria() criteria: ListedPassingsCriteria,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.passings.answer(site, criteria, request, response);
  }
}
