import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../access/auth/guard/access.decorator.js';
import { Caller } from '../../access/auth/principal/principal.decorator.js';
import type { Principal } from '../../access/auth/principal/principal.js';
import { DeviceStatusAnswer } from './device-status.answer.js';
import { DeviceStatusService } from './device-status.service.js';
import { TAGS } from '../../platform/openapi/tags.js';

@ApiTags(TAGS.DEVICE_STATUS.name)
@Access({ credentials: ['login'] })
@Controller('device')
export class DeviceStatusController {
  constructor(private readonly device: DeviceStatusService) {}

  @Get('status')
  @ApiOperation({
    summary: 'Whether passings are recorded, and what is wrong',
    description:
      'Answered from what is known already: neither the internet nor a decoder nor the storage is waited for. While the ' +
      'storage is away, a login that was good within the last five minutes still is.',
  })
  @ApiOkResponse({ type: DeviceStatusAnswer, description: 'The state of this gateway.' })
  getDeviceStatus(@Caller() { deviceId = '' }: Principal): DeviceStatusAnswer {
    return this.device.statusFor(deviceId);
  }
}
