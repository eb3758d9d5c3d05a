import { Global, Module } from '@nestjs/common';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { AuditRetention } from './audit-retention.js';
import { AuditTrail } from './audit-trail.js';
import { AuditedWrites } from './audited-writes.js';
import { CurrentCall } from './current-call.js';
import { RedisAuditTrail } from './redis-audit-trail.js';

/** Global: every module with an audited route names the caller to `CurrentCall`. */
@Global()
@Module({
  imports: [StorageModule],
  providers: [AuditedWrites, CurrentCall, AuditRetention, { provide: AuditTrail, useClass: RedisAuditTrail }],
  exports: [AuditedWrites, AuditTrail, CurrentCall],
})
export class AuditModule {}
