import { PassingColumns } from '../../domain/passing-columns.js';
import { bytesAt, decodeInto, readRecord, viewOf } from '../chunk-record.js';
import type { ReadingNames } from '../reading-names.js';
import { EXTENSION_MARK, SLOT_BYTES } from '../record-layout.js';
import type { Stretch } from './feed-run.js';

/** The rows of a page, and the sequence number behind each. */
export class FeedRows {
  readonly columns: PassingColumns;
  private readonly next: number[] = [];

  constructor(
    capacity: number,
    private readonly names: ReadingNames,
  ) {
    this.columns = new PassingColumns(capacity, names);
  }

  nextOf(row: number): number {
    return this.next[row] ?? 0;
  }

  /** Takes the passings of a stretch; `slots` may have one slot more. Returns the sequence number behind the last one. */
  async take({ run, first, count }: Stretch, slots: Buffer): Promise<number> {
    const view = viewOf(slots);
    const end = Math.min(count * SLOT_BYTES, slots.length);
    const records: number[] = [];
    let at = 0;
    while (at < end) {
      if (readRecord.timeInChunkUs(view, at) < EXTENSION_MARK) records.push(at);
      at += bytesAt(view, at);
    }
    await this.names.learn(view, Uint32Array.from(records));
    for (const record of records) {
      decodeInto(this.columns, view, record, run.chunk);
      this.next.push(first + (record + bytesAt(view, record)) / SLOT_BYTES);
    }
    return first + Math.max(count, at / SLOT_BYTES);
  }
}
