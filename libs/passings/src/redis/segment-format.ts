import { NewerFormat } from '../ports/passings.repository.js';
import { viewOf } from './chunk-record.js';
import { readersOf, writersOf } from './record-fields.js';
import { FORMAT, FORMAT_BYTES, FORMAT_MARK, FORMAT_SLOT, SLOT_BYTES } from './record-layout.js';

const FIRST_FORMAT = 1;
const readSlot = readersOf(FORMAT_SLOT);

/** Returns the first slot of a segment of the present format. */
export function formatSlot(): Buffer {
  const slot = Buffer.alloc(SLOT_BYTES);
  const write = writersOf(FORMAT_SLOT);
  write.mark(slot, 0, FORMAT_MARK);
  write.format(slot, 0, FORMAT);
  return slot;
}

/** Returns the format of a segment, by its first FORMAT_BYTES bytes or more. */
export function formatOf(segment: Buffer): number {
  if (segment.length < FORMAT_BYTES) return FIRST_FORMAT;
  const view = viewOf(segment);
  return readSlot.mark(view, 0) === FORMAT_MARK ? readSlot.format(view, 0) : FIRST_FORMAT;
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
