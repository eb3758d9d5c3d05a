import { Transform, type TransformCallback } from 'node:stream';
import type { Span } from '#recorder';
import type { HostClock } from '../clock/host-clock.js';
import type { DecoderProtocol } from '../protocol.js';
import type { ParserCounters } from '../report.js';
import { type DecodedChunk, RecordedParser } from './recorded-parser.js';

/** Keeper of bytes before they are decoded. Never rejects. */
export interface ByteKeeper {
  /** Resolves to the place of the kept bytes, or to undefined where they could not be kept. */
  keep(bytes: Uint8Array, receivedAtUs: number): Promise<Span | undefined>;
}

/**
 * Most bytes that are decoded at a time. In a burst the store is the bottleneck: decoded records that wait outlive the
 * collections of garbage and are copied by each, a fourth of the time of storing them. Bytes are not copied.
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
    // One decoded chunk has a thousand records: as bytes, waiting data takes a tenth and makes no garbage.
    super({ readableObjectMode: true, readableHighWaterMark: 1 });
    this.parser = new RecordedParser(protocol);
  }

  get counters(): ParserCounters {
    return this.parser.counters;
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.receivedAtUs = this.clock.nowUs();
    // Bytes that are kept in one go are decoded in one go: only then the place to read on from is known.
    if (this.keeper === undefined) this.writeFrom(0, chunk, encoding, done);
    else super._write(chunk, encoding, done);
  }

  /** Decodes part by part, each when there is room for its records. */
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

  /** Keeps in one go the chunks that came during the last write. */
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
