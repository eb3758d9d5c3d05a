import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { DevicesService } from './devices.service.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { ForceInput } from '../license/license.input.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { AccountAnswers } from './account-answers.js';
import {
  DeviceAnswer,
  DevicesAnswer,
  NewDeviceAnswer,
  newDeviceAnswer,
  RemovedAnswer,
  RotatedDeviceAnswer,
  rotatedDeviceAnswer,
} from './admin.answers.js';
import { DeviceChangeInput, NewDeviceInput, RotateInput } from './admin.inputs.js';
import {
  Administration,
  ApiAccountId,
  ApiChangedMeanwhile,
  ApiMayStopTiming,
} from './api-admin.decorators.js';
import { ShowsSecret } from '../../platform/http/shows-secret.decorator.js';
import { Tagged } from '../../platform/http/tagged.decorator.js';

import { PageInput } from './page.input.js';
import { byAge, pageOf } from './paging.js';

const box = { name: 'The box beside the track', device_id: 'device_456' };

@Administration()
@Controller('admin/devices')
export class DevicesAdminController {
  constructor(
    private readonly devices: DevicesService,
    private readonly answers: AccountAnswers,
  ) {}

  @Post()
  @ShowsSecret()
  @ApiOperation({ summary: 'Register a device', description: 'Its secret is shown this once.' })
  @ApiBody({ type: NewDeviceInput, examples: { box: { summary: 'With an id of your own', value: box } } })
  @ApiCreatedResponse({ type: NewDeviceAnswer, description: 'The device and its secret.' })
  @ApiProblem(409, 'device.exists', 'There is a device of this id already: choose another.')
  @Idempotent()
  async registerDevice(@Criteria() { name, device_id }: NewDeviceInput): Promise<NewDeviceAnswer> {
    const { device, secret } = await this.devices.register(name, device_id);
    return newDeviceAnswer(device, secret);
  }

  @Get()
  @ApiOperation({ summary: 'List the devices', description: 'All that are registered, oldest first.' })
  @ApiCriteria(PageInput)
  @ApiOkResponse({ type: DevicesAnswer, description: 'The devices, without secrets.' })
  async listDevices(@Criteria() asked: PageInput): Promise<DevicesAnswer> {
    const page = pageOf('devices', await this.devices.list(), byAge, asked);
    const devices = await this.answers.devices(page.rows);
    return { success: true, devices, count: devices.length, next_cursor: page.nextCursor };
  }

  @Get(':id')
  @Tagged()
  @ApiOperation({ summary: 'One device', description: 'Without its secret.' })
  @ApiAccountId('device', 'device_123')
  @ApiOkResponse({ type: DeviceAnswer, description: 'The device.' })
  async getDevice(@Param('id') id: string): Promise<DeviceAnswer> {
    return this.answers.device(await this.devices.get(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Give a device another name', description: 'Its id and its secret stay.' })
  @ApiAccountId('device', 'device_456')
  @ApiChangedMeanwhile()
  @ApiBody({
    type: DeviceChangeInput,
    examples: { name: { summary: 'Another name', value: { name: 'The box in the hall' } } },
  })
  @ApiOkResponse({ type: DeviceAnswer, description: 'The device as it is now.' })
  async changeDevice(
    @Param('id') id: string,
    @Criteria() { name }: DeviceChangeInput,
  ): Promise<DeviceAnswer> {
    return this.answers.device(await this.devices.rename(id, name));
  }

  @Post(':id/rotate')
  @ShowsSecret()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give a device a new secret',
    description: 'The old one stops working at once, or after `overlap_seconds`. Logins go on.',
  })
  @ApiAccountId('device', 'device_456')
  @ApiChangedMeanwhile()
  @ApiBody({
    type: RotateInput,
    required: false,
    examples: { hour: { summary: 'With an hour to change over', value: { overlap_seconds: 3600 } } },
  })
  @ApiOkResponse({ type: RotatedDeviceAnswer, description: 'The device and its new secret.' })
  @Idempotent()
  async rotateDevice(
    @Param('id') id: string,
    @Criteria() { overlap_seconds = 0 }: RotateInput,
  ): Promise<RotatedDeviceAnswer> {
    const { device, secret } = await this.devices.rotate(id, overlap_seconds * 1000);
    return rotatedDeviceAnswer(device, secret);
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Revoke a device',
    description: 'Its secret and all logins on it end within a second; its seats of licences are free.',
  })
  @ApiAccountId('device', 'device_456')
  @ApiMayStopTiming()
  @ApiOkResponse({ type: RemovedAnswer, description: 'Revoked.' })
  async revokeDevice(
    @Param('id') id: string,
    @Criteria() { force = false }: ForceInput,
  ): Promise<RemovedAnswer> {
    await this.devices.revoke(id, force);
    return { success: true, message: `Device ${id} is revoked` };
  }
}
