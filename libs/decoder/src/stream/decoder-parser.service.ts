import { Inject, Injectable } from '@nestjs/common';
import { HostClock } from '../clock/host-clock.js';
import { DecoderStream } from './decoder.stream.js';

/** Makes the stream parser of a link: one for each connection, since a parser remembers half a frame. */
@Injectable()
export class DecoderParser {
  constructor(@Inject(HostClock) private readonly clock: HostClock) {}

  createStream(): DecoderStream {
    return new DecoderStream(this.clock);
  }
}
