import type { ReportParser } from '../protocol.js';
import type { DecoderEvent, DecoderReport, ParserCounters } from '../report.js';

/** Bytes of a line that are read, unless its format has longer ones; of a longer line the beginning is rejected. */
export const MOST_LINE_BYTES = 4096;
/** Places in one line at which a record is looked for. */
const MOST_TRIES = 16;

/** A protocol whose records are lines of text. */
export interface LineFormat {
  /** Matches each text that may begin a record, so that a record is found behind the rest of a cut line. */
  readonly begins: RegExp;
  readonly mostBytes?: number;
  /**
   * Returns the record of a line without its end, or the reason why it is none; a line may hold several. `line` has one
   * character a byte.
   */
  read(line: string): DecoderReport | string | readonly (DecoderReport | LineFault)[];
}

/** Part of a line that is no record. */
export interface LineFault {
  readonly reason: string;
  readonly text: string;
}

/**
 * Lines from bytes: chunks cut anywhere go in, records and rejected ranges come out. Never throws, knows no clock, and
 * holds less than two lines of the greatest length.
 */
export class LineParser implements ReportParser {
  readonly counters: ParserCounters & { rejected: Record<string, number> } = {
    bytes: 0,
    records: 0,
    rejected: {},
    unknownTypes: 0,
    unknownFields: 0,
  };
  private rest = '';
  private events: DecoderEvent[] = [];

  private readonly mostBytes: number;

  constructor(private readonly format: LineFormat) {
    this.mostBytes = format.mostBytes ?? MOST_LINE_BYTES;
  }

  get isBetweenRecords(): boolean {
    return this.rest === '';
  }

  push(chunk: Uint8Array): readonly DecoderEvent[] {
    this.counters.bytes += chunk.length;
    let text = this.rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      this.takeLine(this.endOf(text.slice(0, end)));
      text = text.slice(end + 1);
    }
    this.rest = this.endOf(text);
    return this.take();
  }

  end(): readonly DecoderEvent[] {
    if (this.rest !== '') this.reject('unfinished', this.rest);
    this.rest = '';
    return this.take();
  }

  /** Returns the end of a line that may be too long. The rejected pieces depend on its length alone, not on the chunks. */
  private endOf(line: string): string {
    let end = line;
    for (; end.length >= 2 * this.mostBytes; end = end.slice(this.mostBytes))
      this.reject('too_long', end.slice(0, this.mostBytes));
    return end;
  }

  private takeLine(line: string): void {
    const over = line.length - this.mostBytes;
    if (over > 0) this.reject('too_long', line.slice(0, over));
    this.read((over > 0 ? line.slice(over) : line).replace(/\r+$/, ''));
  }

  /** Reads a line whose last record ends with it; what stands in front may be a line that lost its end. */
  private read(line: string): void {
    if (line === '') return;
    let fault: string | undefined;
    for (const at of placesIn(line, this.format.begins)) {
      const read = this.format.read(line.slice(at));
      if (typeof read === 'string') {
        fault = read;
        continue;
      }
      this.read(line.slice(0, at).replace(/\r+$/, ''));
      if ('kind' in read) this.accept(read);
      else for (const each of read) this.takePart(each);
      return;
    }
    this.reject(fault ?? 'no_record', line);
  }

  private takePart(part: DecoderReport | LineFault): void {
    if ('kind' in part) this.accept(part);
    else this.reject(part.reason, part.text);
  }

  private accept(record: DecoderReport): void {
    this.counters.records++;
    if (record.type === 'UNKNOWN') this.counters.unknownTypes++;
    this.counters.unknownFields += record.raw.length;
    this.events.push({ kind: 'record', record });
  }

  private reject(reason: string, text: string): void {
    const { rejected } = this.counters;
    rejected[reason] = (rejected[reason] ?? 0) + 1;
    this.events.push({ kind: 'rejected', reason, bytes: Buffer.from(text, 'latin1') });
  }

  private take(): DecoderEvent[] {
    const { events } = this;
    this.events = [];
    return events;
  }
}

/** Returns where records may begin: the last places, each before those in front of it, and then the first one. */
function placesIn(line: string, begins: RegExp): number[] {
  const places = Array.from(line.matchAll(begins), ({ index }) => index);
  const tried =
    places.length <= MOST_TRIES ? places : [...places.slice(0, 1), ...places.slice(1 - MOST_TRIES)];
  return tried.reverse();
}
