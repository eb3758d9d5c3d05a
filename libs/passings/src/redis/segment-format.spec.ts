import { NewerFormat } from '../ports/passings.repository.js';
import { aPassing } from '../testing/a-passing.js';
import { encodePassing } from './chunk-record.js';
import { EXTENSION_MARK, FORMAT_BYTES, SLOT_BYTES } from './record-layout.js';
import {
  beginningOf,
  emptySlot,
  formatOf,
  formatSlot,
  requireKnownFormat,
  withLead,
} from './segment-format.js';

function later(): Buffer {
  const slot = formatSlot();
  slot.writeUInt32LE(4, 4);
  return slot;
}

describe('the format of a segment', () => {
  it('is told by its first slot, which no reader takes for a record', () => {
    expect(formatSlot().toString('hex')).toBe('000000c0' + '03000000' + '00'.repeat(20));
    expect(formatSlot().readUInt32LE(0)).toBeGreaterThan(EXTENSION_MARK);
    expect(formatOf(Buffer.concat([formatSlot(), Buffer.alloc(SLOT_BYTES)]))).toBe(3);
    expect(formatOf(formatSlot().subarray(0, FORMAT_BYTES))).toBe(3);
  });

  it('is 1 where it begins with a record, or with where one was', () => {
    const records = Buffer.alloc(SLOT_BYTES);
    encodePassing(aPassing({ passingNumber: 2, timeUs: 599_999_999 }), 1, 1, records, 0);
    expect(formatOf(records)).toBe(1);
    records.fill(0).writeUInt32LE(EXTENSION_MARK);
    expect([records, Buffer.alloc(0)].map(formatOf)).toEqual([1, 1]);
  });

  it('comes with the slots that have no place in the sequence, and with its first number', () => {
    const records = Buffer.alloc(2 * SLOT_BYTES, 1);
    const segment = Buffer.concat([formatSlot(0, 2 ** 48 - 1), records]);
    expect(beginningOf(segment)).toEqual({ format: 3, shift: 1, base: 2 ** 48 - 1 });
    const led = withLead(withLead(segment));
    expect(beginningOf(led)).toEqual({ format: 3, shift: 3, base: 2 ** 48 - 1 });
    expect(led.subarray(SLOT_BYTES)).toEqual(Buffer.concat([emptySlot(), emptySlot(), records]));
    expect(beginningOf(records)).toEqual({ format: 1, shift: 0, base: 0 });
    expect(beginningOf(withLead(records))).toEqual({ format: 3, shift: 2, base: 0 });
  });

  it('is refused where it is a later one, with what to do', () => {
    expect(formatOf(later())).toBe(4);
    expect(() => {
      requireKnownFormat(7, formatSlot());
    }).not.toThrow();
    expect(() => {
      requireKnownFormat(7, later());
    }).toThrow(
      new NewerFormat(
        'passings of chunk 7 are kept in format 4, and this gateway knows formats up to 3: ' +
          'a later version of CoachLINK wrote them, so run that version or a later one',
      ),
    );
  });
});
