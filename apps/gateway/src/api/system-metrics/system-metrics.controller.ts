import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../access/auth/guard/access.decorator.js';
import { HostMetrics } from '../../platform/host/host-metrics.js';
import { SystemMetricsAnswer } from './system-metrics.answer.js';
import { presentSystemMetrics } from './system-metrics.presenter.js';
import { TAGS } from '../../platform/openapi/tags.js';

@ApiTags(TAGS.COMMANDS_AND_DATA.name)
@Access({ credentials: ['api-key'], scope: 'system:read' })
@Controller('system')
export class SystemMetricsController {
  constructor(private readonly host: HostMetrics) {}

  @Get('metrics')
  @ApiOperation({
    summary: 'How the machine does',
    description:
      'Taken every 15 seconds; `timestamp` says when. MB and GB are powers of 1024, in whole numbers. In a container ' +
      'its limits count: memory and cores are what it may use, not what the machine has.',
  })
  @ApiOkResponse({ type: SystemMetricsAnswer, description: 'The latest figures.' })
  getSystemMetrics(): SystemMetricsAnswer {
    return presentSystemMetrics(this.host.latest());
  }
}
