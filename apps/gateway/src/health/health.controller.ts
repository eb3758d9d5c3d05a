import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access.decorator.js';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { LiveAnswer, ReadyAnswer } from './health.answer.js';
import { HealthService } from './health.service.js';

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @ApiOperation({
    summary: 'Whether the process runs',
    description: 'For a supervisor: restart it when this fails.',
  })
  @ApiOkResponse({ type: LiveAnswer, description: 'It runs.' })
  live(): LiveAnswer {
    return this.health.live();
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Whether requests are worth sending',
    description: 'Redis answers and what the decoders sent is being stored.',
  })
  @ApiOkResponse({ type: ReadyAnswer, description: 'Everything works.' })
  @ApiProblem(503, 'health.not_ready', 'Not ready: redis does not answer PING.', {
    checks: { redis: 'does not answer PING', ingest: 'ok' },
  })
  ready(): Promise<ReadyAnswer> {
    return this.health.ready();
  }
}
