import { Module } from '@nestjs/common';
import { HostClock, SystemHostClock } from './clock/host-clock.js';
import { DecoderParser } from './stream/decoder-parser.service.js';

/** The decoder library: the stream parser, ready to be injected, and the clock that it stamps with. */
@Module({
  providers: [DecoderParser, { provide: HostClock, useClass: SystemHostClock }],
  exports: [DecoderParser, HostClock],
})
export class DecoderModule {}
