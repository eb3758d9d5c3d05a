import { isDoubtfulAt, viewOf } from './chunk-record.js';
import { EXTENSION, SLOT_BYTES } from './record-layout.js';

/** Of ten minutes of a busy track each takes a fifth of a megabyte. */
const MOST_CHUNKS = 6;
const MOST_BYTES = 1_000_000;

export interface KnownChunk {
  readonly records: Buffer;
  /** Its last segment, and where that begins among the records. */
  readonly segment: number;
  readonly segmentAt: number;
}

/**
 * The newest of the chunks that were read. People ask for the newest again and again, and a chunk only grows at its end: what is
 * known of it need not be read again. Only a doubt can be taken from a record that is kept, so that chunks with a doubt are
 * not remembered; and where passings were dated anew, the end of their chunk is another one (redate-passings.lua).
 */
export class RecentChunks {
  private readonly known = new Map<number, KnownChunk>();

  /** All that is known of a chunk. */
  get(chunk: number): KnownChunk | undefined {
    return this.known.get(chunk);
  }

  /** `from`: up to there it was known before. */
  keep(chunk: number, known: KnownChunk, from: number): void {
    const { records } = known;
    this.known.delete(chunk);
    // Whoever reads a whole year reads each of its chunks once.
    const oldest = Math.min(...this.known.keys());
    const isFull = this.known.size === MOST_CHUNKS;
    if (isFull && chunk < oldest) return;
    if (records.length === 0 || records.length > MOST_BYTES || hasDoubt(records, from)) return;
    // Many slots are alike where no passing is (any more): none of them tells whether it is the same chunk.
    if (isEmptySlot(records.subarray(-SLOT_BYTES))) return;
    if (isFull) this.known.delete(oldest);
    this.known.set(chunk, known);
  }

  forget(): void {
    this.known.clear();
  }
}

/** Whether what begins with the last record that is known is of the same chunk as it was. */
export function goesOn(known: Buffer, piece: Buffer): boolean {
  return piece.length >= SLOT_BYTES && piece.subarray(0, SLOT_BYTES).equals(known.subarray(-SLOT_BYTES));
}

function isEmptySlot(slot: Buffer): boolean {
  return slot.subarray(EXTENSION.mark.bytes).every((byte) => byte === 0);
}

function hasDoubt(records: Buffer, from: number): boolean {
  const view = viewOf(records);
  for (let at = from; at + SLOT_BYTES <= records.length; at += SLOT_BYTES)
    if (isDoubtfulAt(view, at)) return true;
  return false;
}
