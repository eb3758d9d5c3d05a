import { recordCrc, wireCrc } from './crc.js';
import { decodeRecord, readRecord, type RecordFault } from './decode-record.js';
import { EscapedFrame } from './escaped-frame.js';
import { type FrameSink, FrameScanner, type FramingFault } from './framing.js';
import type { P3Record } from './record.js';
import {
  copyOf,
  EOR,
  ESC,
  type FrameFault,
  MAX_FRAME_BYTES,
  MIN_RECORD_BYTES,
  readU16,
  SOR,
  unescapeFrame,
} from './wire.js';

export type RejectReason = FramingFault | FrameFault | RecordFault;

/** What a stream of bytes turns into: every byte is in a record or in a rejected range. */
export type P3Event =
  | { readonly kind: 'record'; readonly record: P3Record }
  | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly bytes: Uint8Array };

export interface ParserCounters {
  /** Bytes taken in. */
  bytes: number;
  records: number;
  /** Rejected ranges by reason. */
  rejected: Partial<Record<RejectReason, number>>;
  /** Records of a type that is in no table. */
  unknownTypes: number;
  /** Fields that were kept raw: unknown id, or bytes that cannot be its value. */
  unknownFields: number;
}

export interface ParserOptions {
  /** Refuse a record whose LENGTH is not its size (default). Off where requests of clients are read. */
  readonly checkLength?: boolean;
}

/** One for all parsers: a frame is unescaped and decoded in one go. */
const scratch = new Uint8Array(MAX_FRAME_BYTES);
const escaped = new EscapedFrame();

/**
 * P3 from bytes: chunks cut anywhere go in, records and rejected ranges come out. Knows no I/O and no clock,
 * never throws, and holds at most one frame (4 kB) whatever comes in.
 */
export class P3Parser {
  readonly counters: ParserCounters = {
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
    let from = 0;
    while (from < chunk.length) {
      if (this.scanner.isBetweenFrames) from = this.readWhole(chunk, from);
      if (from < chunk.length) from = this.scanner.step(chunk, from, this.sink);
    }
    return this.take();
  }

  /** The stream has ended: reports what was left in the middle. */
  end(): P3Event[] {
    this.scanner.end(this.sink);
    return this.take();
  }

  /** Nothing is held that what comes next could complete. */
  get isBetweenRecords(): boolean {
    return this.scanner.isBetweenFrames;
  }

  private readonly sink: FrameSink = {
    frame: (bytes, start, end) => {
      const decoded = this.decode(bytes, start, end);
      if (typeof decoded === 'string') this.reject(decoded, bytes, start, end);
      else this.accept(decoded);
    },
    rejected: (fault, bytes, start, end) => {
      this.reject(fault, bytes, start, end);
    },
  };

  /**
   * Whole frames that are as they should be. LENGTH tells where the EOR is unless there is an escape, and the CRC proves
   * it, so that most of them are not searched for anything. Gives where the first other bytes begin.
   */
  private readWhole(chunk: Uint8Array, from: number): number {
    let start = from;
    while (chunk[start] === SOR) {
      const end = this.readPlain(chunk, start) || this.readEscaped(chunk, start);
      if (end === 0) break;
      start = end;
    }
    return start;
  }

  /** Where the frame without an escape ends that begins there; 0 where it is none. */
  private readPlain(chunk: Uint8Array, start: number): number {
    const end = start + readU16(chunk, start + 2);
    if (end < start + MIN_RECORD_BYTES || end > start + MAX_FRAME_BYTES || end > chunk.length) return 0;
    if (chunk[end - 1] !== EOR || wireCrc(chunk, start, end) !== readU16(chunk, start + 4)) return 0;
    return this.isRead(chunk, start, end) ? end : 0;
  }

  /** The same of one with escapes. */
  private readEscaped(chunk: Uint8Array, start: number): number {
    if (!escaped.read(chunk, start)) return 0;
    const { bytes, size, wireEnd } = escaped;
    if (size < MIN_RECORD_BYTES || readU16(bytes, 2) !== size) return 0;
    if (readU16(bytes, 4) !== recordCrc(bytes, 0, size)) return 0;
    return this.isRead(bytes, 0, size) ? wireEnd : 0;
  }

  private isRead(bytes: Uint8Array, start: number, end: number): boolean {
    const record = readRecord(bytes, start, end);
    if (typeof record === 'string') return false;
    this.accept(record);
    return true;
  }

  private decode(bytes: Uint8Array, start: number, end: number): P3Record | FrameFault | RecordFault {
    let at = start;
    while (at < end && bytes[at] !== ESC) at++;
    if (at === end) return decodeRecord(bytes, start, end, this.checkLength);
    const size = unescapeFrame(bytes, start, end, scratch);
    return typeof size === 'string' ? size : decodeRecord(scratch, 0, size, this.checkLength);
  }

  private accept(record: P3Record): void {
    this.counters.records++;
    if (record.type === 'UNKNOWN') this.counters.unknownTypes++;
    this.counters.unknownFields += record.raw.length;
    this.events.push(new RecordEvent(record));
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
