import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { DecodersModule } from '../decoders/decoders.module.js';
import { LedgerModule } from '../../intake/ledger/ledger.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { CommandRunner } from './command-runner.js';
import { CommandsController } from './commands.controller.js';
import { CommandsService } from './commands.service.js';
import { PassingAudit } from './passing-audit.js';
import { CommandTrail } from './trail/command-trail.js';
import { RedisCommandTrail } from './trail/redis-command-trail.js';

@Module({
  imports: [DecoderModule, DecodersModule, LedgerModule, StorageModule],
  controllers: [CommandsController],
  providers: [
    CommandsService,
    CommandRunner,
    PassingAudit,
    { provide: CommandTrail, useClass: RedisCommandTrail },
  ],
})
export class CommandsModule {}
