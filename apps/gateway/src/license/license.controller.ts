import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access.decorator.js';
import { Caller } from '../auth/principal.decorator.js';
import type { Principal } from '../auth/principal.js';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { Criteria } from '../validation/criteria.pipe.js';
import { ActivationAnswer, DEMO_LICENSE_CODE, LicenseAnswer } from './license.answers.js';
import { ActivateInput } from './license.input.js';
import { LICENSE_PROBLEMS } from './license-problems.js';
import { LicenseService } from './license.service.js';

const { none, unknown, full, expired } = LICENSE_PROBLEMS;
const example = { license_code: DEMO_LICENSE_CODE };

@ApiTags('license')
@Access({ credentials: ['login'] })
@Controller('license')
export class LicenseController {
  constructor(private readonly licenses: LicenseService) {}

  @Get()
  @ApiOperation({
    summary: 'The licence of the device',
    description: 'What it allows, how long, and how many devices share it.',
  })
  @ApiOkResponse({ type: LicenseAnswer, description: 'The licence that is activated on this device.' })
  @ApiProblem(none.status, none.reason, none.message)
  get(@Caller() { deviceId = '' }: Principal): Promise<LicenseAnswer> {
    return this.licenses.licenseOf(deviceId);
  }

  @Post('activate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Activate a licence on the device',
    description:
      'It takes one seat of the licence, and frees the one of the licence before. What it allows works at once.',
  })
  @ApiBody({
    type: ActivateInput,
    examples: { demo: { summary: 'The licence of the demo', value: example } },
  })
  @ApiOkResponse({ type: ActivationAnswer, description: 'Activated.' })
  @ApiProblem(unknown.status, unknown.reason, unknown.message)
  @ApiProblem(full.status, full.reason, full.message)
  @ApiProblem(expired.status, expired.reason, expired.message)
  activate(
    @Criteria() { license_code }: ActivateInput,
    @Caller() { deviceId = '' }: Principal,
  ): Promise<ActivationAnswer> {
    return this.licenses.activate(license_code, deviceId);
  }
}
