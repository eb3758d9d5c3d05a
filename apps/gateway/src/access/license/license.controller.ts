import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../auth/changes/notes-call.js';
import { Access } from '../auth/guard/access.decorator.js';
import { Caller } from '../auth/principal/principal.decorator.js';
import type { Principal } from '../auth/principal/principal.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { ActivationAnswer, DEMO_LICENSE_CODE, DeviceLicenseAnswer } from './license.answers.js';
import { ActivateInput, ForceInput } from './license.input.js';
import { LICENSE_PROBLEMS } from './license-problems.js';
import { LicenseService } from './license.service.js';
import { WOULD_STOP_TIMING } from './would-stop-timing.js';
import { TAGS } from '../../platform/openapi/tags.js';
import { Tagged } from '../../platform/http/tagged.decorator.js';

const { none, unknown, full, expired } = LICENSE_PROBLEMS;
const example = { license_code: DEMO_LICENSE_CODE };

@ApiTags(TAGS.LICENSE.name)
@Controller('license')
export class LicenseController {
  constructor(private readonly licenses: LicenseService) {}

  @Get()
  @Tagged()
  @Access({ credentials: ['login'] })
  @ApiOperation({
    summary: 'The licence of the device',
    description:
      'What it allows, how long, and how many devices share it. Of several it is the one that was activated last.',
  })
  @ApiOkResponse({ type: DeviceLicenseAnswer, description: 'The licence that is activated on this device.' })
  @ApiProblem(none.status, none.reason, none.message)
  getLicense(@Caller() { deviceId = '' }: Principal): Promise<DeviceLicenseAnswer> {
    return this.licenses.licenseOf(deviceId);
  }

  @Post('activate')
  @Audited()
  @Access({ credentials: ['login'], roles: ['coach', 'admin'] })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Activate a licence on the device',
    description:
      'It takes one seat of the licence, and what it allows works at once, beside what the licences of the device allow ' +
      'already. With `replace` they no longer count on this device, and their seats are free. Where a running decoder ' +
      `would stop by that, the answer is 409 with the reason \`${WOULD_STOP_TIMING.reason}\`, unless \`force\` is true.`,
  })
  @ApiCriteria(ForceInput)
  @ApiBody({
    type: ActivateInput,
    examples: { demo: { summary: 'The licence of the demo', value: example } },
  })
  @ApiOkResponse({ type: ActivationAnswer, description: 'Activated.' })
  @ApiProblem(unknown.status, unknown.reason, unknown.message)
  @ApiProblem(full.status, full.reason, full.message)
  @ApiProblem(expired.status, expired.reason, expired.message)
  activateLicense(
    @Criteria() { license_code, replace = false, force = false }: ActivateInput,
    @Caller() { deviceId = '' }: Principal,
  ): Promise<ActivationAnswer> {
    return this.licenses.activate(license_code, deviceId, { isReplacing: replace, isForced: force });
  }
}
