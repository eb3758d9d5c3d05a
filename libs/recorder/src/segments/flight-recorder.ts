import { createReadStream } from 'node:fs';
import { type PlacedEntry, RecordingDecoder } from '../format/recording-decoder.js';
import { encodeEntry, type RecordedEntry } from '../format/recording-entry.js';
import { OpenSegment } from './open-segment.js';
import type { Place, Span } from './place.js';
import { listSegments, pathOf, removeSegment, type SegmentFile } from './segment-files.js';

export interface RecorderLimits {
  /** Size from which a segment is followed by a new one. */
  readonly segmentBytes: number;
  /** Size that is kept of one decoder, without its oldest segments; more where more waits to be stored. */
  readonly keptBytes: number;
  /** Size that may wait to be stored; beyond it recording pauses. */
  readonly waitingBytes: number;
  /** Time after which a write counts as failed. */
  readonly deadlineMs: number;
  /** Pause after a failure. */
  readonly retryMs: number;
}

export const RECORDER_LIMITS: RecorderLimits = {
  segmentBytes: 8 << 20,
  keptBytes: 64 << 20,
  waitingBytes: 1 << 30,
  deadlineMs: 2000,
  retryMs: 5000,
};

export interface ReadEntry extends PlacedEntry {
  readonly segment: number;
}

export interface FlightRecorderOptions {
  readonly folder: string;
  /** Called on each change: with the reason why recording pauses, with undefined when it resumes. */
  readonly changed: (trouble: string | undefined) => void;
  /** Called with the file and the reason where recorded bytes can no longer be read. */
  readonly unreadable: (what: string) => void;
  readonly limits?: RecorderLimits;
}

/**
 * Records every byte of a decoder with its time, on the disk before it goes on. Never throws: bytes that cannot be
 * recorded go on without, and `changed` is told.
 */
export class FlightRecorder {
  private readonly limits: RecorderLimits;
  private segments: SegmentFile[] = [];
  private isFound = false;
  private lastNumber = 0;
  private current: OpenSegment | undefined;
  private stored: Place = { segment: 0, offset: 0 };
  private reason: string | undefined;
  private retryAtMs = 0;
  /** Entry to be written before the next bytes. */
  private preface: RecordedEntry | undefined;
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: FlightRecorderOptions) {
    this.limits = options.limits ?? RECORDER_LIMITS;
  }

  /** Reason why recording pauses, for people; undefined while it does not. */
  get trouble(): string | undefined {
    return this.reason;
  }

  /** Place behind everything recorded. */
  get end(): Place {
    const { current } = this;
    if (current !== undefined) return { segment: current.number, offset: current.bytes };
    const last = this.segments.at(-1);
    return { segment: last?.number ?? 0, offset: last?.bytes ?? 0 };
  }

  /** Finds the recording of earlier runs; resolves to whether that succeeded. */
  open(): Promise<boolean> {
    return this.inTurn(async () => {
      await this.find();
      return true;
    }).then((isOpen) => isOpen ?? false);
  }

  /** Notes that a link was opened: later bytes are of that one. */
  linkOpened(place: string, receivedAtUs: number): void {
    this.preface = { kind: 'opened', receivedAtUs, bytes: Buffer.from(place) };
  }

  /** Resolves to the place of the bytes once they are on the disk; to undefined where they could not be recorded. */
  async keep(bytes: Uint8Array, receivedAtUs: number): Promise<Span | undefined> {
    const span = await this.inTurn(async () => {
      const segment = await this.segmentWithRoom();
      const from = this.end;
      const entries = this.preface === undefined ? [] : [encodeEntry(this.preface)];
      entries.push(encodeEntry({ kind: 'bytes', receivedAtUs, bytes }));
      await segment.append(Buffer.concat(entries));
      if (segment === this.current) this.preface = undefined;
      return { from, until: { segment: segment.number, offset: segment.bytes } };
    });
    if (span === undefined) this.preface ??= { kind: 'gap', receivedAtUs, bytes: new Uint8Array() };
    return span;
  }

  /** Yields the entries of a span. A segment that cannot be read to its end is read as far as possible. */
  async *read({ from, until }: Span): AsyncGenerator<ReadEntry> {
    for (const { number } of [...this.segments]) {
      const start = number === from.segment ? from.offset : 0;
      const end = number === until.segment ? until.offset : Infinity;
      if (number < from.segment || number > until.segment || start >= end) continue;
      yield* this.readSegment(number, start, end);
    }
  }

  /** Notes that everything before `place` is stored: it is only kept as long as there is room. */
  release(place: Place): void {
    this.stored = place;
  }

  async close(): Promise<void> {
    await this.inTurn(() => this.leave());
  }

  private async *readSegment(segment: number, start: number, end: number): AsyncGenerator<ReadEntry> {
    const decoder = new RecordingDecoder(start);
    const path = pathOf(this.options.folder, segment);
    try {
      for await (const chunk of createReadStream(path, { start, end: end - 1 })) {
        for (const entry of decoder.push(chunk as Buffer)) yield { ...entry, segment };
      }
      if (decoder.fault === undefined) return;
      this.options.unreadable(`${path} is damaged behind byte ${decoder.readUntil}`);
    } catch (error) {
      this.options.unreadable(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Does one work after the other, so that entries lie in the order in which they came. */
  private inTurn<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    const turn = this.lastTurn.then(() => this.attempt(work));
    this.lastTurn = turn;
    return turn;
  }

  private async attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    if (this.reason !== undefined && performance.now() < this.retryAtMs) return undefined;
    try {
      const value = await this.inTime(work());
      this.say(undefined);
      return value;
    } catch (error) {
      this.retryAtMs = performance.now() + this.limits.retryMs;
      this.lastNumber++;
      this.say(error instanceof Error ? error.message : String(error));
      // The rest at its end may be no whole entry, so no further entry may follow there.
      this.leave().catch(() => undefined); // the failure of this disk is reported already
      return undefined;
    }
  }

  private async inTime<Value>(work: Promise<Value>): Promise<Value> {
    const { deadlineMs } = this.limits;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`the disk did not take the bytes within ${deadlineMs / 1000} s`));
      }, deadlineMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async find(): Promise<void> {
    if (this.isFound) return;
    this.segments = await listSegments(this.options.folder);
    this.lastNumber = this.end.segment;
    this.isFound = true;
  }

  private async segmentWithRoom(): Promise<OpenSegment> {
    if (this.current !== undefined && this.current.bytes < this.limits.segmentBytes) return this.current;
    await this.find();
    await this.leave();
    await this.makeRoom();
    const made = await OpenSegment.create(this.options.folder, ++this.lastNumber);
    if (made.number !== this.lastNumber) {
      await made.close();
      throw new Error('a new segment came too late');
    }
    this.segments.push({ number: made.number, bytes: 0 });
    this.current = made;
    return made;
  }

  private async leave(): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    this.current = undefined;
    const at = this.segments.findIndex(({ number }) => number === current.number);
    this.segments[at] = { number: current.number, bytes: current.bytes };
    await current.close();
  }

  /** Drops the oldest segments, except those that are not stored yet. */
  private async makeRoom(): Promise<void> {
    const { segments, stored } = this;
    const { keptBytes, segmentBytes, waitingBytes } = this.limits;
    const waiting = segments.filter(({ number }) => number >= stored.segment);
    if (sizeOf(waiting) > waitingBytes)
      throw new Error(`${Math.floor(sizeOf(waiting) / 1e6)} MB of recordings wait to be stored already`);
    for (let [oldest] = segments; oldest !== undefined; [oldest] = segments) {
      if (sizeOf(segments) + segmentBytes <= keptBytes || oldest.number >= stored.segment) return;
      await removeSegment(this.options.folder, oldest.number);
      segments.shift();
    }
  }

  private say(reason: string | undefined): void {
    const isOther = reason !== this.reason;
    this.reason = reason;
    if (isOther) this.options.changed(reason);
  }
}

function sizeOf(segments: readonly SegmentFile[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0);
}
