import { decodeEntry, ENTRY_HEAD_BYTES, MAGIC, type RecordedEntry } from './recording-entry.js';

/** `foreign`: the file does not begin as a recording of this version. `damaged`: an entry cannot be read. */
export type RecordingFault = 'foreign' | 'damaged';

export interface PlacedEntry extends RecordedEntry {
  /** Offset of the next entry in the file. */
  readonly endOffset: number;
}

/**
 * Entries from the bytes of a recording, cut anywhere. Reads up to the first entry that is not whole and right: a torn
 * end, as a crash leaves it, is no fault, and never an entry.
 */
export class RecordingDecoder {
  private held: Buffer = Buffer.alloc(0);
  private found: RecordingFault | undefined;

  /** `offset` is that of an entry, or 0. */
  constructor(private offset = 0) {}

  push(chunk: Uint8Array): PlacedEntry[] {
    if (this.found !== undefined) return [];
    this.held = Buffer.concat([this.held, chunk]);
    const entries: PlacedEntry[] = [];
    let at = this.skipMagic();
    while (this.offset > 0) {
      const entry = decodeEntry(this.held.subarray(at));
      if (entry === 'cut') break;
      if (entry === 'damaged') {
        this.found = 'damaged';
        break;
      }
      at += ENTRY_HEAD_BYTES + entry.bytes.length;
      this.offset += ENTRY_HEAD_BYTES + entry.bytes.length;
      entries.push({ ...entry, endOffset: this.offset });
    }
    this.held = this.held.subarray(at);
    return entries;
  }

  get fault(): RecordingFault | undefined {
    return this.found;
  }

  /** Offset behind the last whole entry. */
  get readUntil(): number {
    return this.offset;
  }

  private skipMagic(): number {
    if (this.offset > 0) return 0;
    const size = Math.min(this.held.length, MAGIC.length);
    if (!this.held.subarray(0, size).equals(MAGIC.subarray(0, size))) this.found = 'foreign';
    if (size < MAGIC.length || this.found !== undefined) return 0;
    this.offset = MAGIC.length;
    return MAGIC.length;
  }
}
