import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ApiKeysService } from './api-keys.service.js';
import { DevicesService } from './devices.service.js';
import { UsersService } from './users.service.js';
import { AuthModule } from '../auth/auth.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { LicensingModule } from '../license/licensing.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { ApiKeysAdminController } from './api-keys.admin.controller.js';
import { AccountAnswers } from './account-answers.js';
import { AuditAdminController } from './audit.admin.controller.js';
import { DevicesAdminController } from './devices.admin.controller.js';
import { LicensesAdminController } from './licenses.admin.controller.js';
import { UsersAdminController } from './users.admin.controller.js';

@Module({
  imports: [AccountsModule, AuthModule, IdempotencyModule, LicensingModule, StorageModule],
  controllers: [
    DevicesAdminController,
    UsersAdminController,
    ApiKeysAdminController,
    LicensesAdminController,
    AuditAdminController,
  ],
  providers: [AccountAnswers, DevicesService, UsersService, ApiKeysService],
  exports: [DevicesService, UsersService, ApiKeysService],
})
export class AdminModule {}
