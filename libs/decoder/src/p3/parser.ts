import { recordCrc, wireCrc } from './crc.js';
import { decodeRecord, readRecord, type RecordFault } from './decode-record.js';
import { EscapedFrame } from './escaped-frame.js';
import { type FrameSink, FrameScanner, type FramingFault } from './framing.js';
import type { ReportParser } from '../protocol.js';
import type { ParserCounters } from '../report.js';
import type { P3Record } from './record.js';
import {
  copyOf,
  EOR,
  ESC,
  type FrameFault,
  MAX_FRAME_BYTES,
  MIN_RECORD_BYTES,
  SOR,
  unescapeFrame,
  WireBytes,
} from './wire.js';

export type RejectReason = FramingFault | FrameFault | RecordFault;

/** A part of a stream: every byte is in a record or in a rejected range. */
export type P3Event =
  | { readonly kind: 'record'; readonly record: P3Record }
  | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly bytes: Uint8Array };

export interface P3Counters extends ParserCounters {
  rejected: Partial<Record<RejectReason, number>>;
}

export interface ParserOptions {
  /** Refuses a record whose LENGTH is not its size (default). Off where requests of clients are read. */
  readonly checkLength?: boolean;
}

/** Scratch memory of all parsers: a frame is unescaped and decoded in one go. */
const scratch = WireBytes.ofSize(MAX_FRAME_BYTES);
const escaped = new EscapedFrame();

/**
 * P3 from bytes: chunks cut anywhere go in, records and rejected ranges come out. Knows no I/O and no clock, never
 * throws, and holds at most one frame (4 kB) whatever comes in.
 */
export class P3Parser implements ReportParser {
  readonly counters: P3Counters = {
    bytes: 0,
    records: 0,
    rejected: {},
    unknownTypes: 0,
    unknownFields: 0,
  };

  private readonly scanner = new FrameScanner();
  private readonly checkLength: boolean;
  private events: P3Event[] = [];

  constructor(options: ParserOptions = {}) {
    this.checkLength = options.checkLength ?? true;
  }

  push(chunk: Uint8Array): P3Event[] {
    this.counters.bytes += chunk.length;
    const wire = new WireBytes(chunk);
    let from = 0;
    while (from < chunk.length) {
      if (this.scanner.isBetweenFrames) from = this.readWhole(wire, from);
      if (from < chunk.length) from = this.scanner.step(wire, from, this.sink);
    }
    return this.take();
  }

  /** Ends the stream: reports an unfinished frame. */
  end(): P3Event[] {
    this.scanner.end(this.sink);
    return this.take();
  }

  /** Whether no unfinished frame is held. */
  get isBetweenRecords(): boolean {
    return this.scanner.isBetweenFrames;
  }

  private readonly sink: FrameSink = {
    frame: (wire, start, end) => {
      if (this.readFrame(wire, start, end) !== 0) return;
      const decoded = this.decode(wire, start, end);
      if (typeof decoded === 'string') this.reject(decoded, wire.bytes, start, end);
      else this.accept(decoded);
    },
    rejected: (fault, bytes, start, end) => {
      this.reject(fault, bytes, start, end);
    },
  };

  /** Reads frames that are whole and valid, from `from` on; returns where the first other bytes begin. */
  private readWhole(wire: WireBytes, from: number): number {
    const { length } = wire.bytes;
    for (let start = from; ;) {
      const end = this.readFrame(wire, start, length);
      if (end === 0) return start;
      start = end;
    }
  }

  /**
   * Returns the end of the valid frame that begins at `start`; 0 where there is none. LENGTH tells the place of the EOR
   * unless there is an escape, and the CRC proves it, so that most frames need no search.
   */
  private readFrame(wire: WireBytes, start: number, limit: number): number {
    const { view } = wire;
    if (start + MIN_RECORD_BYTES > limit || view.getUint8(start) !== SOR) return 0;
    const size = view.getUint16(start + 2, true);
    // A frame takes as many bytes as LENGTH says, or more.
    if (size < MIN_RECORD_BYTES || size > MAX_FRAME_BYTES || start + size > limit) return 0;
    return this.readPlain(wire, start, start + size) || this.readEscaped(wire, start);
  }

  /** Returns the end of a valid frame without an escape that ends at `end`; 0 where there is none. */
  private readPlain(wire: WireBytes, start: number, end: number): number {
    const { view } = wire;
    if (view.getUint8(end - 1) !== EOR) return 0;
    if (view.getUint16(start + 4, true) !== wireCrc(view, start, end)) return 0;
    return this.isRead(wire, start, end) ? end : 0;
  }

  /** Returns the end of a valid frame with escapes; 0 where there is none. */
  private readEscaped(chunk: WireBytes, start: number): number {
    if (!escaped.read(chunk, start)) return 0;
    const { wire, size, wireEnd } = escaped;
    if (size < MIN_RECORD_BYTES || wire.view.getUint16(2, true) !== size) return 0;
    if (wire.view.getUint16(4, true) !== recordCrc(wire.view, 0, size)) return 0;
    return this.isRead(wire, 0, size) ? wireEnd : 0;
  }

  private isRead(wire: WireBytes, start: number, end: number): boolean {
    const record = readRecord(wire, start, end);
    if (typeof record === 'string') return false;
    this.accept(record);
    return true;
  }

  /** Returns the record of a frame off the fast path, or its fault. */
  private decode(wire: WireBytes, start: number, end: number): P3Record | FrameFault | RecordFault {
    const { bytes } = wire;
    let at = start;
    while (at < end && bytes[at] !== ESC) at++;
    if (at === end) return decodeRecord(wire, start, end, this.checkLength);
    const size = unescapeFrame(bytes, start, end, scratch.bytes);
    return typeof size === 'string' ? size : decodeRecord(scratch, 0, size, this.checkLength);
  }

  private accept(record: P3Record): void {
    this.counters.records++;
    if (record.type === 'UNKNOWN') this.counters.unknownTypes++;
    this.counters.unknownFields += record.raw.length;
    // Not push(): V8 does not inline it where arrays begin empty.
    this.events[this.events.length] = new RecordEvent(record);
  }

  private reject(reason: RejectReason, bytes: Uint8Array, start: number, end: number): void {
    this.counters.rejected[reason] = (this.counters.rejected[reason] ?? 0) + 1;
    this.events.push({ kind: 'rejected', reason, bytes: copyOf(bytes, start, end) });
  }

  private take(): P3Event[] {
    const events = this.events;
    this.events = [];
    return events;
  }
}

/** A class for the reason that read-passing.ts gives. */
class RecordEvent {
  readonly kind = 'record';

  constructor(readonly record: P3Record) {}
}
