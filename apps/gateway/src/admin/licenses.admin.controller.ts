import { Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { DevicesService } from '../accounts/devices.service.js';
import { DEMO_LICENSE_CODE, LicenseAnswer } from '../license/license.answers.js';
import { ForceInput } from '../license/license.input.js';
import { LicenseService } from '../license/license.service.js';
import { invalidFields } from '../problems/problem.js';
import { Criteria } from '../validation/criteria.pipe.js';
import { LicensesAnswer, RemovedAnswer } from './admin.answers.js';
import { NewLicenseInput } from './admin.inputs.js';
import { Administration, ApiAccountId, ApiMayStopTiming } from './api-admin.decorators.js';
import { Tagged } from '../http/tagged.decorator.js';

const club = { features: ['p3_decoder', 'cloud_sync'], device_limit: 5, valid_until: '2099-12-31T23:59:59Z' };
/** In the demo a second licence is there to be revoked. */
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
  @ApiOkResponse({ type: LicensesAnswer, description: 'The licences.' })
  async listLicenses(): Promise<LicensesAnswer> {
    const licenses = await this.licenses.list();
    return { success: true, licenses, count: licenses.length };
  }

  @Get(':id')
  @Tagged()
  @ApiOperation({ summary: 'One licence', description: 'By its code.' })
  @ApiAccountId('license', DEMO_LICENSE_CODE)
  @ApiOkResponse({ type: LicenseAnswer, description: 'The licence.' })
  getIssuedLicense(@Param('id') code: string): Promise<LicenseAnswer> {
    return this.licenses.get(code);
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
