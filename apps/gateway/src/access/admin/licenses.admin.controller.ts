import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { DevicesService } from './devices.service.js';
import { DEMO_LICENSE_CODE, LicenseAnswer } from '../license/license.answers.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { ForceInput } from '../license/license.input.js';
import { LicenseService } from '../license/license.service.js';
import { LICENSE_PROBLEMS } from '../license/license-problems.js';
import { ApiProblem } from '../../platform/openapi/api-problem.decorator.js';
import { invalidFields } from '../../platform/problems/problem.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { LicensesAnswer, RemovedAnswer } from './admin.answers.js';
import { DeactivationInput, LicenseChangeInput, NewLicenseInput } from './admin.inputs.js';
import { Administration, ApiAccountId, ApiMayStopTiming } from './api-admin.decorators.js';
import { Tagged } from '../../platform/http/tagged.decorator.js';

import { PageInput } from './page.input.js';
import { pageOf } from './paging.js';

const { revoked } = LICENSE_PROBLEMS;
const club = { features: ['p3_decoder', 'cloud_sync'], device_limit: 5, valid_until: '2099-12-31T23:59:59Z' };
/** The second licence of the demo, which the examples change and revoke. */
export const REVOCABLE_DEMO_CODE = 'C0AC-H11N-KDEM-01AM';

@Administration()
@Controller('admin/licenses')
export class LicensesAdminController {
  constructor(
    private readonly licenses: LicenseService,
    private readonly devices: DevicesService,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Issue a licence',
    description: 'With `device_id` it is activated on that device at once; others activate it by its code.',
  })
  @ApiBody({ type: NewLicenseInput, examples: { club: { summary: 'For a club', value: club } } })
  @ApiCreatedResponse({ type: LicenseAnswer, description: 'The licence and its code.' })
  @Idempotent()
  async issueLicense(@Criteria() given: NewLicenseInput): Promise<LicenseAnswer> {
    const { features, device_limit: deviceLimit, valid_until, device_id } = given;
    const terms = { features, deviceLimit, validUntilMs: Date.parse(valid_until) };
    if (device_id === undefined) return this.licenses.issue(terms);
    if (!(await this.devices.has(device_id))) {
      throw invalidFields([{ field: 'device_id', message: 'is no registered device: register it first' }]);
    }
    return this.licenses.issueOn(device_id, terms);
  }

  @Get()
  @ApiOperation({ summary: 'List the licences', description: 'All that were issued, oldest first.' })
  @ApiCriteria(PageInput)
  @ApiOkResponse({ type: LicensesAnswer, description: 'The licences.' })
  async listLicenses(@Criteria() asked: PageInput): Promise<LicensesAnswer> {
    const all = await this.licenses.list();
    const page = pageOf('licences', all, ({ createdAtMs, code }) => [createdAtMs, code], asked);
    const licenses = await this.licenses.answers(page.rows);
    return { success: true, licenses, count: licenses.length, next_cursor: page.nextCursor };
  }

  @Get(':id')
  @Tagged()
  @ApiOperation({ summary: 'One licence', description: 'By its code.' })
  @ApiAccountId('license', DEMO_LICENSE_CODE)
  @ApiOkResponse({ type: LicenseAnswer, description: 'The licence.' })
  getIssuedLicense(@Param('id') code: string): Promise<LicenseAnswer> {
    return this.licenses.get(code);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a licence',
    description:
      'What it allows, on how many devices, and until when; in force within a second. Decoders that need what it holds no ' +
      `more are disconnected then, which has to be forced. Where somebody else changed it at the same moment, the answer is ` +
      '409 with the reason `request.changed_meanwhile`.',
  })
  @ApiAccountId('license', REVOCABLE_DEMO_CODE)
  @ApiMayStopTiming()
  @ApiBody({
    type: LicenseChangeInput,
    examples: { larger: { summary: 'For more devices', value: { device_limit: 10 } } },
  })
  @ApiOkResponse({ type: LicenseAnswer, description: 'The licence as it is now.' })
  @ApiProblem(revoked.status, revoked.reason, revoked.message)
  changeLicense(@Param('id') code: string, @Criteria() given: LicenseChangeInput): Promise<LicenseAnswer> {
    const { features, device_limit: deviceLimit, valid_until: end, force = false } = given;
    const terms = {
      ...(features === undefined ? {} : { features }),
      ...(deviceLimit === undefined ? {} : { deviceLimit }),
      ...(end === undefined ? {} : { validUntilMs: Date.parse(end) }),
    };
    return this.licenses.change(code, terms, force);
  }

  @Post(':id/deactivate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Deactivate a licence',
    description:
      'On one device or on all: their seats are free for others, and what it allowed there ends within a second, unless ' +
      'another licence allows it too. It can be activated again. Decoders that need it are disconnected, which has to be forced.',
  })
  @ApiAccountId('license', REVOCABLE_DEMO_CODE)
  @ApiMayStopTiming()
  @ApiBody({
    type: DeactivationInput,
    required: false,
    examples: { all: { summary: 'On every device', value: {} } },
  })
  @ApiOkResponse({ type: LicenseAnswer, description: 'The licence as it is now.' })
  deactivateLicense(
    @Param('id') code: string,
    @Criteria() { device_id: deviceId, force = false }: DeactivationInput,
  ): Promise<LicenseAnswer> {
    return this.licenses.deactivate(code, deviceId, force);
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Revoke a licence',
    description:
      'What it allowed ends within a second, unless another one allows it too. Decoders that need it are disconnected then, ' +
      'which has to be forced.',
  })
  @ApiAccountId('license', REVOCABLE_DEMO_CODE)
  @ApiMayStopTiming()
  @ApiOkResponse({ type: RemovedAnswer, description: 'Revoked.' })
  async revokeLicense(
    @Param('id') code: string,
    @Criteria() { force = false }: ForceInput,
  ): Promise<RemovedAnswer> {
    await this.licenses.revoke(code, force);
    return { success: true, message: `License ${code} is revoked` };
  }
}
