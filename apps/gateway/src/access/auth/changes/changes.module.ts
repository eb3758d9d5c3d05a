import { Global, Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { KnownNames } from './known-names.js';

/** Global, because every module with routes for administrators keeps the log of changes. */
@Global()
@Module({ imports: [AccountsModule], providers: [KnownNames], exports: [KnownNames] })
export class ChangesModule {}
