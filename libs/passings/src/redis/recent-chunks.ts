import { isDoubtfulAt, viewOf } from './chunk-record.js';
import { EXTENSION, SLOT_BYTES } from './record-layout.js';

/** Most chunks that are remembered: ten minutes of a busy track take a fifth of a megabyte. */
const MOST_CHUNKS = 6;
const MOST_BYTES = 1_000_000;

export interface KnownChunk {
  readonly records: Buffer;
  /** Number of the last segment, and its offset among the records. */
  readonly segment: number;
  readonly segmentAt: number;
}

/**
 * The newest of the chunks that were read. Queries for the newest rows are frequent, and a chunk only grows at its end:
 * its known part need not be read again. Only a doubt can be taken from a kept record, so that chunks with a doubt are
 * not remembered; and where passings were dated anew, the end of their chunk changes (redate-passings.lua).
 */
export class RecentChunks {
  private readonly known = new Map<number, KnownChunk>();

  /** Returns all known records of a chunk. */
  get(chunk: number): KnownChunk | undefined {
    return this.known.get(chunk);
  }

  /** Remembers a chunk; records before `from` were known before. */
  keep(chunk: number, known: KnownChunk, from: number): void {
    const { records } = known;
    this.known.delete(chunk);
    // An older chunk displaces no newer one: a reading of a whole year takes each chunk once.
    const oldest = Math.min(...this.known.keys());
    const isFull = this.known.size === MOST_CHUNKS;
    if (isFull && chunk < oldest) return;
    if (records.length === 0 || records.length > MOST_BYTES || hasDoubt(records, from)) return;
    // Empty slots are alike, so that an empty last slot does not prove that the chunk is the same.
    if (isEmptySlot(records.subarray(-SLOT_BYTES))) return;
    if (isFull) this.known.delete(oldest);
    this.known.set(chunk, known);
  }

  forget(): void {
    this.known.clear();
  }
}

/** Whether a piece continues a known chunk: it begins with the chunk's last slot. */
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
