import { Module } from '@nestjs/common';
import { LogOutputs } from './log-outputs.js';
import { processOutputs } from './process-outputs.js';

@Module({
  providers: [{ provide: LogOutputs, useValue: processOutputs }],
  exports: [LogOutputs],
})
export class LogModule {}
