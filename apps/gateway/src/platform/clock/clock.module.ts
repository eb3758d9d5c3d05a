import { Global, Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { Clock, SystemClock } from './clock.js';
import { ExpiryClock } from './expiry-clock.js';
import { HostClockWatch } from './host-clock-watch.js';
import { KeptLatestTime } from './kept-latest-time.js';
import { ProcessTime, SteadyTime } from './steady-time.js';
import { TrackTime } from './track-time.js';

@Global()
@Module({
  imports: [DecoderModule],
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: ExpiryClock, useClass: KeptLatestTime },
    { provide: SteadyTime, useClass: ProcessTime },
    HostClockWatch,
    TrackTime,
  ],
  exports: [Clock, ExpiryClock, SteadyTime, HostClockWatch, TrackTime],
})
export class ClockModule {}
