import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { ExpiryClock } from './expiry-clock.js';
import { KeptLatestTime } from './kept-latest-time.js';
import { ProcessTime, SteadyTime } from './steady-time.js';

@Global()
@Module({
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: ExpiryClock, useClass: KeptLatestTime },
    { provide: SteadyTime, useClass: ProcessTime },
  ],
  exports: [Clock, ExpiryClock, SteadyTime],
})
export class ClockModule {}
