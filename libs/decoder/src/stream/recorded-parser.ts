import type { Place, ReadEntry, Span } from '#recorder';
import type { DecoderProtocol, ReportParser } from '../protocol.js';
import type { DecoderEvent, ParserCounters } from '../report.js';

/** Events of one chunk of bytes. One object a chunk, so that a burst costs few stream operations. */
export interface DecodedChunk {
  readonly events: readonly DecoderEvent[];
  readonly receivedAtUs: number;
  /** Whether it is the first chunk of a link. */
  readonly isFirst: boolean;
  /** Place in the recording: read from here, everything behind this chunk is decoded again. */
  readonly readOnFrom: Place | undefined;
}

/**
 * A parser that knows where to begin anew. A record may be cut between two chunks, so the place is the beginning of the
 * chunk that has the record's beginning.
 */
export class RecordedParser {
  private readonly parser: ReportParser;
  private readOnFrom: Place | undefined;

  constructor(
    protocol: Pick<DecoderProtocol, 'createParser'>,
    private isFirst = true,
  ) {
    this.parser = protocol.createParser();
  }

  get counters(): ParserCounters {
    return this.parser.counters;
  }

  /** Parses bytes that are recorded at `span`. */
  push(bytes: Uint8Array, receivedAtUs: number, span: Span | undefined): DecodedChunk | undefined {
    const events = this.parser.push(bytes);
    if (this.parser.isBetweenRecords) this.readOnFrom = span?.until;
    else if (events.length > 0 || this.readOnFrom === undefined) this.readOnFrom = span?.from;
    return this.chunkOf(events, receivedAtUs);
  }

  end(receivedAtUs: number): DecodedChunk | undefined {
    return this.chunkOf(this.parser.end(), receivedAtUs);
  }

  private chunkOf(events: readonly DecoderEvent[], receivedAtUs: number): DecodedChunk | undefined {
    if (events.length === 0) return undefined;
    const { isFirst, readOnFrom } = this;
    this.isFirst = false;
    return { events, receivedAtUs, isFirst, readOnFrom };
  }

  /** Decodes a recording again, from a place on, with the results of the time of its receipt. */
  static async *replay(
    protocol: Pick<DecoderProtocol, 'createParser'>,
    from: Place,
    entries: AsyncIterable<ReadEntry>,
  ): AsyncGenerator<DecodedChunk> {
    let parser = new RecordedParser(protocol, false);
    let before = from;
    for await (const { kind, bytes, receivedAtUs, segment, endOffset } of entries) {
      const until = { segment, offset: endOffset };
      if (kind === 'bytes') {
        const chunk = parser.push(bytes, receivedAtUs, { from: before, until });
        if (chunk !== undefined) yield chunk;
      } else {
        parser = new RecordedParser(protocol, parser.isFirst || kind === 'opened');
      }
      before = until;
    }
  }
}
