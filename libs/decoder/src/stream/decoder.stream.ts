import { Transform, type TransformCallback } from 'node:stream';
import type { HostClock } from '../clock/host-clock.js';
import { type P3Event, P3Parser, type ParserCounters } from '../p3/index.js';

/** What one chunk of bytes held. One object a chunk, so that a burst costs few stream operations. */
export interface DecodedChunk {
  readonly events: readonly P3Event[];
  readonly receivedAtUs: number;
}

/** Bytes of a decoder in, decoded chunks out, with the backpressure of Node's streams. */
export class DecoderStream extends Transform {
  private readonly parser = new P3Parser();

  constructor(private readonly clock: HostClock) {
    super({ readableObjectMode: true, readableHighWaterMark: 4 });
  }

  get counters(): ParserCounters {
    return this.parser.counters;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.emitDecoded(this.parser.push(chunk));
    done();
  }

  override _flush(done: TransformCallback): void {
    this.emitDecoded(this.parser.end());
    done();
  }

  private emitDecoded(events: readonly P3Event[]): void {
    if (events.length > 0) this.push({ events, receivedAtUs: this.clock.nowUs() } satisfies DecodedChunk);
  }
}
