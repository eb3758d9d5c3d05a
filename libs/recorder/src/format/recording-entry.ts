import { crc32 } from 'node:zlib';

/**
 * `opened`: a link was opened, the bytes are its address. `bytes`: received bytes. `gap`: bytes before this entry were
 * received and could not be recorded, so the next ones do not continue those before.
 */
export type EntryKind = 'opened' | 'bytes' | 'gap';

export interface RecordedEntry {
  readonly kind: EntryKind;
  /** Moment of receipt by our clock, microseconds since 1970, UTC. */
  readonly receivedAtUs: number;
  readonly bytes: Uint8Array;
}

/** First bytes of a recording, which no text has; the last one is the version of the format. */
export const MAGIC = Buffer.from('89434c5245430a01', 'hex');

/**
 * An entry, little-endian:
 *   0  u32  CRC-32 of all that follows
 *   4  u8   kind: 1 opened, 2 bytes, 3 gap
 *   5  u32  length of the bytes
 *   9  f64  when they were received, microseconds since 1970
 *  17       the bytes
 */
export const ENTRY_HEAD_BYTES = 17;
/** Largest length of an entry's bytes, so that a damaged length is not waited for. */
export const MOST_ENTRY_BYTES = 1 << 20;

const KIND_CODES = { opened: 1, bytes: 2, gap: 3 } as const;
const KINDS: readonly (EntryKind | undefined)[] = [undefined, 'opened', 'bytes', 'gap'];

/** Encodes an entry; bytes beyond MOST_ENTRY_BYTES become further entries of the same time. */
export function encodeEntry({ kind, receivedAtUs, bytes }: RecordedEntry): Buffer {
  const entries: Buffer[] = [];
  let from = 0;
  do {
    const part = bytes.subarray(from, from + MOST_ENTRY_BYTES);
    entries.push(encodeOne(kind, receivedAtUs, part));
    from += MOST_ENTRY_BYTES;
  } while (from < bytes.length);
  return Buffer.concat(entries);
}

/** Returns the first entry; `cut` where its end is missing, `damaged` where it cannot be one. */
export function decodeEntry(data: Buffer): RecordedEntry | 'cut' | 'damaged' {
  if (data.length < ENTRY_HEAD_BYTES) return 'cut';
  const kind = KINDS[data.readUInt8(4)];
  const length = data.readUInt32LE(5);
  if (kind === undefined || length > MOST_ENTRY_BYTES) return 'damaged';
  const end = ENTRY_HEAD_BYTES + length;
  if (data.length < end) return 'cut';
  if (crc32(data.subarray(4, end)) !== data.readUInt32LE(0)) return 'damaged';
  return { kind, receivedAtUs: data.readDoubleLE(9), bytes: data.subarray(ENTRY_HEAD_BYTES, end) };
}

function encodeOne(kind: EntryKind, receivedAtUs: number, bytes: Uint8Array): Buffer {
  const entry = Buffer.alloc(ENTRY_HEAD_BYTES + bytes.length);
  entry.writeUInt8(KIND_CODES[kind], 4);
  entry.writeUInt32LE(bytes.length, 5);
  entry.writeDoubleLE(receivedAtUs, 9);
  entry.set(bytes, ENTRY_HEAD_BYTES);
  entry.writeUInt32LE(crc32(entry.subarray(4)), 0);
  return entry;
}
