import { Transform, type TransformCallback } from 'node:stream';
import type { Span } from '#recorder';
import type { HostClock } from '../clock/host-clock.js';
import type { DecoderProtocol } from '../protocol.js';
import type { ParserCounters } from '../report.js';
import { type DecodedChunk, RecordedParser } from './recorded-parser.js';

/** Where bytes are kept before they go on. Never rejects. */
export interface ByteKeeper {
  /** Resolves to where they are kept, or to nothing where they could not be. */
  keep(bytes: Uint8Array, receivedAtUs: number): Promise<Span | undefined>;
}

/**
 * So many bytes are decoded at a time. In a burst the store is what is waited for: what is decoded and waits outlives the
 * collections of garbage and is copied by each, which took a fourth of the time of storing it. As bytes it is not.
 */
const MOST_AT_ONCE = 16 * 1024;

/** Bytes of a decoder in, decoded chunks out, with the backpressure of Node's streams. */
export class DecoderStream extends Transform {
  private readonly parser: RecordedParser;
  private receivedAtUs = 0;

  constructor(
    protocol: Pick<DecoderProtocol, 'createParser'>,
    private readonly clock: HostClock,
    private readonly keeper?: ByteKeeper,
  ) {
    // One decoded chunk has a thousand records: as bytes, what waits takes a tenth, and nothing has to be collected.
    super({ readableObjectMode: true, readableHighWaterMark: 1 });
    this.parser = new RecordedParser(protocol);
  }

  get counters(): ParserCounters {
    return this.parser.counters;
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.receivedAtUs = this.clock.nowUs();
    // What is kept in one go is decoded in one go: only then it is known where to read on.
    if (this.keeper === undefined) this.writeFrom(0, chunk, encoding, done);
    else super._write(chunk, encoding, done);
  }

  /** Part by part, each when there is room for what it holds. */
  private writeFrom(
    from: number,
    chunk: Buffer,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    const until = from + MOST_AT_ONCE;
    super._write(chunk.subarray(from, until), encoding, (error) => {
      if (error || until >= chunk.length) done(error);
      else this.writeFrom(until, chunk, encoding, done);
    });
  }

  /** What came while bytes were being kept is kept in one go. */
  override _writev(
    chunks: readonly { chunk: Buffer; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const { receivedAtUs } = this;
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
