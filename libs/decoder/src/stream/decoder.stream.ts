import { Transform, type TransformCallback } from 'node:stream';
import type { Span } from '#recorder';
import type { HostClock } from '../clock/host-clock.js';
import type { ParserCounters } from '../p3/index.js';
import { type DecodedChunk, RecordedParser } from './recorded-parser.js';

/** Where bytes are kept before they go on. Never rejects. */
export interface ByteKeeper {
  /** Resolves to where they are kept, or to nothing where they could not be. */
  keep(bytes: Uint8Array, receivedAtUs: number): Promise<Span | undefined>;
}

/** Bytes of a decoder in, decoded chunks out, with the backpressure of Node's streams. */
export class DecoderStream extends Transform {
  private readonly parser = new RecordedParser();

  constructor(
    private readonly clock: HostClock,
    private readonly keeper?: ByteKeeper,
  ) {
    // One decoded chunk has a thousand records: as bytes, what waits takes a tenth, and nothing has to be collected.
    super({ readableObjectMode: true, readableHighWaterMark: 1 });
  }

  get counters(): ParserCounters {
    return this.parser.counters;
  }

  /** What came while bytes were being kept is kept in one go. */
  override _writev(
    chunks: readonly { chunk: Buffer; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const receivedAtUs = this.clock.nowUs();
    const decode = (span?: Span): void => {
      this.emitDecoded(this.parser.push(chunk, receivedAtUs, span));
      done();
    };
    if (this.keeper === undefined) decode();
    else void this.keeper.keep(chunk, receivedAtUs).then(decode);
  }

  override _flush(done: TransformCallback): void {
    this.emitDecoded(this.parser.end(this.clock.nowUs()));
    done();
  }

  private emitDecoded(chunk: DecodedChunk | undefined): void {
    if (chunk !== undefined) this.push(chunk);
  }
}
