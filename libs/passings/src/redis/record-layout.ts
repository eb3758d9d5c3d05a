import { field } from './record-fields.js';

// Layout of passings in Redis: readers, writers and scripts (lua-layout.ts) take every offset and width from here.

/** Length of a chunk: ten minutes, by the time of its passings. */
export const CHUNK_US = 600_000_000;
/** Width of a record, and of an extension that follows it. */
export const SLOT_BYTES = 28;
/**
 * Size from which a segment of a chunk takes no further batch, and the next one begins. A growing string takes new
 * memory and is copied, which takes milliseconds where it is long.
 */
export const SEGMENT_BYTES = 4096 * SLOT_BYTES;

/**
 * Format of segments, told by their first slot. A segment that begins with a record is of format 1; format 2 has 0 for
 * `leads` and `base`. There is no further difference (docs/adr/0023).
 */
export const FORMAT = 3;

/** A passing. */
export const RECORD = {
  /** Time within the chunk, below CHUNK_US. */
  timeInChunkUs: field(0, 'u32'),
  /** 0 for none. */
  passingNumber: field(4, 'u32'),
  /** Dictionary number of decoder, loop and clock offset. */
  source: field(8, 'u16'),
  /** Dictionary number; 0 for none. */
  transponder: field(10, 'u24'),
  batteryTenthsV: field(13, 'u8'),
  strength: field(14, 'u16'),
  hits: field(16, 'u16'),
  /** FLAGS of the decoder. */
  decoderFlags: field(18, 'u16'),
  receivedAtMs: field(20, 'u48'),
  /** Bits of MARKS. */
  marks: field(26, 'u8'),
  /** Index in TIME_SOURCES. */
  timeSource: field(27, 'u8'),
} as const;

/** Bits for the reported values, for doubts, and for an extension that follows. */
export const MARKS = {
  hasNumber: 1,
  hasStrength: 2,
  hasHits: 4,
  hasBattery: 8,
  hasFlags: 16,
  isNumberDoubtful: 32,
  isTimeDoubtful: 64,
  hasExtension: 128,
} as const;

/**
 * Stands in place of the time in a slot that is no record: the extension of the one before, or the former place of a
 * passing that was dated anew. Times are below it.
 */
export const EXTENSION_MARK = 0x80000000;

/** Stands in place of the time in the first slot of a segment, which is no record but tells the format. */
export const FORMAT_MARK = 0xc0000000;

/** The first slot of a segment; the rest of it is 0. */
export const FORMAT_SLOT = {
  mark: field(0, 'u32'),
  format: field(4, 'u32'),
  /** Empty slots behind this one that were put in later: they have no place in the sequence. */
  leads: field(8, 'u32'),
  /** Sequence number at which the segment begins: lower ones tell of passings that lay here before it. */
  base: field(12, 'u48'),
} as const;
/** Bytes of a segment that tell its format. */
export const FORMAT_BYTES = 18;

/** Passings side by side in a segment, which follow one another in the sequence too (docs/adr/0026). */
export const FEED_RUN = {
  /** Sequence number of the first slot. */
  first: field(0, 'u48'),
  chunk: field(6, 'u32'),
  segment: field(10, 'u16'),
  /** Number of the first slot in the segment, those of the format and the leads not counted. */
  slot: field(12, 'u24'),
  /** Number of slots. */
  count: field(15, 'u24'),
} as const;
export const FEED_RUN_BYTES = 18;

/** Follows a record whose time is not from the decoder's RTC, or is doubtful. */
export const EXTENSION = {
  mark: field(0, 'u32'),
  rtcTimeUs: field(4, 'u64'),
  /** 0 for none. */
  alternativeTimeUs: field(12, 'u64'),
} as const;

/** Summary of the passings of a transponder in a chunk; times are within the chunk. */
export const SUMMARY = {
  transponder: field(0, 'u32'),
  firstUs: field(4, 'u32'),
  lastUs: field(8, 'u32'),
  count: field(12, 'u32'),
} as const;
export const SUMMARY_BYTES = 16;

/** Summary in the digest of a day, which has them in order of time. */
export const DIGESTED = {
  transponder: field(0, 'u24'),
  /** 0 to 143. */
  chunkOfDay: field(3, 'u8'),
  firstUs: field(4, 'u32'),
  lastUs: field(8, 'u32'),
  count: field(12, 'u32'),
} as const;
export const DIGESTED_BYTES = 16;
export const DAY_CHUNKS = 144;
export const DAY_US = DAY_CHUNKS * CHUNK_US;

export function chunkOf(timeUs: number): number {
  return Math.floor(timeUs / CHUNK_US);
}

export function dayOf(chunk: number): number {
  return Math.floor(chunk / DAY_CHUNKS);
}
