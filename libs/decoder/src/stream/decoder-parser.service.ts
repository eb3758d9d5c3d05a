import { Inject, Injectable } from '@nestjs/common';
import { HostClock } from '../clock/host-clock.js';
import type { DecoderProtocol } from '../protocol.js';
import { type ByteKeeper, DecoderStream } from './decoder.stream.js';

/** Makes the stream parser of a link: one for each connection, since a parser remembers half a frame. */
@Injectable()
export class DecoderParser {
  constructor(@Inject(HostClock) private readonly clock: HostClock) {}

  /** Creates a stream whose bytes are received at the time of `clock`. */
  createStream(protocol: DecoderProtocol, keeper?: ByteKeeper, clock = this.clock): DecoderStream {
    return new DecoderStream(protocol, clock, keeper);
  }
}
