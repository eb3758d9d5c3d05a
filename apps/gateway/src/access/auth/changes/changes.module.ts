import { Global, Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { KnownNames } from './known-names.js';

/** Global: the log of changes is kept by every module that has routes for administrators. */
@Global()
@Module({ imports: [AccountsModule], providers: [KnownNames], exports: [KnownNames] })
export class ChangesModule {}
