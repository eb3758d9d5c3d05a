import { NewerFormat } from '../ports/passings.repository.js';
import { viewOf } from './chunk-record.js';
import { readersOf, writersOf } from './record-fields.js';
import {
  EXTENSION_MARK,
  FORMAT,
  FORMAT_BYTES,
  FORMAT_MARK,
  FORMAT_SLOT,
  RECORD,
  SLOT_BYTES,
} from './record-layout.js';

const FIRST_FORMAT = 1;
const readSlot = readersOf(FORMAT_SLOT);
const writeSlot = writersOf(FORMAT_SLOT);

/** Beginning of a segment, as its first slot tells it. */
export interface SegmentBeginning {
  readonly format: number;
  /** Slots in front of those that have a place in the sequence. */
  readonly shift: number;
  /** Sequence number at which the segment begins; 0 where that is not told. */
  readonly base: number;
}

/** Returns the first slot of a segment of the present format. */
export function formatSlot(leads = 0, base = 0): Buffer {
  const slot = Buffer.alloc(SLOT_BYTES);
  writeSlot.mark(slot, 0, FORMAT_MARK);
  writeSlot.format(slot, 0, FORMAT);
  writeSlot.leads(slot, 0, leads);
  writeSlot.base(slot, 0, base);
  return slot;
}

/** Reads the beginning of a segment from its first FORMAT_BYTES bytes or more. */
export function beginningOf(segment: Buffer): SegmentBeginning {
  const view = viewOf(segment);
  if (segment.length < FORMAT_BYTES || readSlot.mark(view, 0) !== FORMAT_MARK)
    return { format: FIRST_FORMAT, shift: 0, base: 0 };
  return {
    format: readSlot.format(view, 0),
    shift: 1 + readSlot.leads(view, 0),
    base: readSlot.base(view, 0),
  };
}

/** Returns the format of a segment, by its first FORMAT_BYTES bytes or more. */
export function formatOf(segment: Buffer): number {
  return beginningOf(segment).format;
}

/** Returns a slot that has no record, as a passing leaves it that was dated anew or taken out. */
export function emptySlot(): Buffer {
  const slot = Buffer.alloc(SLOT_BYTES);
  writersOf(RECORD).timeInChunkUs(slot, 0, EXTENSION_MARK);
  return slot;
}

/** Returns the segment with one lead more, by which readers see that it was changed in place. */
export function withLead(segment: Buffer): Buffer {
  const { format, shift, base } = beginningOf(segment);
  const records = format === FIRST_FORMAT ? segment : segment.subarray(SLOT_BYTES);
  return Buffer.concat([formatSlot(Math.max(shift, 1), base), emptySlot(), records]);
}

/** Throws `NewerFormat` where a segment of this chunk is of a later format; `segment` has its first bytes. */
export function requireKnownFormat(chunk: number, segment: Buffer): void {
  const format = formatOf(segment);
  if (format > FORMAT) throw newerFormat(chunk, format);
}

export function newerFormat(chunk: number, format: number): NewerFormat {
  return new NewerFormat(
    `passings of chunk ${chunk} are kept in format ${format}, and this gateway knows formats up to ${FORMAT}: ` +
      'a later version of CoachLINK wrote them, so run that version or a later one',
  );
}
