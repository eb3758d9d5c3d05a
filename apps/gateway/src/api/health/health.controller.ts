import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../access/auth/guard/access.decorator.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { LiveAnswer, ReadyAnswer } from './health.answer.js';
import { HealthService } from './health.service.js';
import { TAGS } from '../../platform/openapi/tags.js';

@ApiTags(TAGS.HEALTH.name)
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
  getLiveness(): LiveAnswer {
    return this.health.live();
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Whether requests are worth sending',
    description:
      'Redis answers, takes what is written, and what the decoders sent is being stored. It is looked at every second, ' +
      'whether or not anybody asks. What is wrong is named in `details.checks`. Decoders that are not connected are told ' +
      'in `timing`, and make it 503 only where none of them is and COACHLINK_READY_NEEDS_DECODER is on.',
  })
  @ApiOkResponse({ type: ReadyAnswer, description: 'Requests are worth sending.' })
  @ApiProblem(503, 'health.not_ready', 'Not ready. The storage is out of memory. Give Redis more memory.', {
    checks: { redis: 'out_of_memory', ingest: 'ok', timing: 'ok' },
  })
  getReadiness(): ReadyAnswer {
    return this.health.ready();
  }
}
