import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AUDIT_DAYS } from '../audit/audit-retention.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { Administration } from './api-admin.decorators.js';
import { AuditAnswer, auditAnswer } from './audit.answers.js';
import { AuditInput, auditQuery } from './audit.input.js';

@Administration()
@Controller('admin/audit')
export class AuditAdminController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  @ApiOperation({
    summary: 'Who changed what',
    description:
      'Every change of devices, users, api keys, licences and decoders that was made through the API, by whom and from ' +
      `where, with what was there before and after: never a secret. Newest first; kept for ${AUDIT_DAYS} days. What was ` +
      'refused is in the log, and what the gateway does by its configuration is not in here.',
  })
  @ApiCriteria(AuditInput)
  @ApiOkResponse({ type: AuditAnswer, description: 'The changes, newest first.' })
  async listAudit(@Criteria() asked: AuditInput): Promise<AuditAnswer> {
    return auditAnswer(await this.trail.page(auditQuery(asked)));
  }
}
