import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../access/auth/guard/access.decorator.js';
import type { Principal } from '../../access/auth/principal/principal.js';
import { Caller } from '../../access/auth/principal/principal.decorator.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { CommandListAnswer, CommandsAnswer, TrailAnswer } from './answers.js';
import { CommandsService } from './commands.service.js';
import { CommandsCriteria, commandsExamples, TrailCriteria } from './commands.criteria.js';
import { TAGS } from '../../platform/openapi/tags.js';
import { Tagged } from '../../platform/http/tagged.decorator.js';

@ApiTags(TAGS.COMMANDS_AND_DATA.name)
@Controller('commands')
export class CommandsController {
  constructor(private readonly commands: CommandsService) {}

  @Get()
  @Tagged()
  @Access({ credentials: ['api-key', 'login'], scope: 'commands:execute' })
  @ApiOperation({
    summary: 'The commands that there are',
    description:
      'What can be asked of a decoder. A code is the type of record in the protocol of the decoder, in hexadecimal; ' +
      '`402` is the passing audit. Nothing here resets a decoder, clears its passings or writes a setting.',
  })
  @ApiOkResponse({ type: CommandListAnswer, description: 'Every command with its code.' })
  listCommands(): CommandListAnswer {
    return this.commands.list();
  }

  @Post('audit')
  @HttpCode(200)
  @Access({ credentials: ['api-key'], scope: 'commands:execute' })
  @ApiOperation({
    summary: 'Execute audit commands',
    description:
      'Asks the named decoder, or every connected one, one command after the other. Nothing is sent unless every ' +
      'command is known and the audit trail has taken them. `402` compares the passing numbers of the decoder with ' +
      'those that are kept and fetches what is missing, the newest 10,000 at a time. No command changes a decoder.',
  })
  @ApiBody({ type: CommandsCriteria, examples: commandsExamples })
  @ApiOkResponse({ type: CommandsAnswer, description: 'One result for each command, in their order.' })
  @ApiProblem(400, 'request.invalid', 'The request is not valid: commands[1] is no known command (ff).', {
    fields: [{ field: 'commands[1]', message: 'is no known command (ff): GET /api/v1/commands lists them' }],
  })
  @ApiProblem(
    503,
    'commands.no_decoder',
    'No decoder is connected, so nothing was sent. Likewise `commands.busy`, `commands.read_elsewhere` and `commands.trail_unavailable`.',
  )
  executeCommands(
    @Criteria() criteria: CommandsCriteria,
    @Caller() { id }: Principal,
  ): Promise<CommandsAnswer> {
    return this.commands.execute(criteria, id);
  }

  @Get('audit')
  @Access({ credentials: ['api-key', 'login'], scope: 'commands:execute' })
  @ApiOperation({
    summary: 'What was executed',
    description:
      'The audit trail, newest first: when, with which key, which command, at which decoder, and what became of it. ' +
      'It is written before anything is sent, so that an execution without an outcome is there too.',
  })
  @ApiCriteria(TrailCriteria)
  @ApiOkResponse({ type: TrailAnswer, description: 'The newest executions.' })
  @ApiProblem(
    400,
    'request.invalid',
    'The request is not valid: limit must be a whole number from 1 to 1000.',
    {
      fields: [{ field: 'limit', message: 'must be a whole number from 1 to 1000' }],
    },
  )
  listExecutions(@Criteria() criteria: TrailCriteria): Promise<TrailAnswer> {
    return this.commands.newest(criteria);
  }
}
