import { NOT_REPORTED, type PassingColumns } from '#passings';
import { widthOf, writeDigits } from './digits.js';
import type { Piece } from './piece.js';
import type { RowLayout } from './row-layout.js';
import { type RowTemplate, rowTemplate } from './row-template.js';

/** Of the rows that were written last, the shapes that are kept. A power of two. */
const SHAPES = 4096;

/** A row's bytes with what they stand for, but for the numbers that are written anew in each. */
class Shape {
  readonly bytes: Uint8Array;
  readonly rtcTime: number;
  readonly strength: number;
  readonly hits: number;
  readonly number: number;
  readonly rtcTimeUs: number;
  readonly receivedAt: number;

  constructor(
    readonly transponder: number,
    readonly source: number,
    readonly marks: number,
    readonly widths: number,
    { bytes, places }: RowTemplate,
  ) {
    this.bytes = bytes;
    this.rtcTime = places.rtc_time;
    this.strength = places.signal_strength;
    this.hits = places.hits;
    this.number = places.passing_number;
    this.rtcTimeUs = places.rtc_time_us;
    this.receivedAt = places.received_at;
  }
}

/**
 * Writes rows as bytes. A row is copied whole from an earlier one of the same shape (transponder, decoder, flags, digits
 * of each number), and its numbers are written over: that is many times faster than to put each together.
 */
export class RowWriter {
  private readonly shapes: (Shape | undefined)[] = new Array<undefined>(SHAPES).fill(undefined);

  constructor(private readonly layout: RowLayout) {}

  /** Writes rows from that one on while the piece has room; the first that was not written. */
  write(rows: PassingColumns, from: number, piece: Piece): number {
    const { bytes, view } = piece;
    let at = piece.length;
    let row = from;
    for (; row < rows.length; row++) {
      const timeUs = rows.timeUs[row] ?? 0;
      const receivedAt = rows.receivedAtMs[row] ?? 0;
      const number = rows.passingNumber[row] ?? 0;
      const strength = rows.strength[row] ?? 0;
      const hits = rows.hits[row] ?? 0;
      const timeWidth = timeUs >= 1e15 ? 16 : widthOf(timeUs);
      const receivedWidth = receivedAt >= 1e12 && receivedAt < 1e13 ? 13 : widthOf(receivedAt);
      const numberWidth = reportedWidth(number);
      const strengthWidth = reportedWidth(strength);
      const hitsWidth = reportedWidth(hits);
      const shape = this.shapeOf(
        rows,
        row,
        (((((((timeWidth << 5) | receivedWidth) << 4) | numberWidth) << 3) | strengthWidth) << 3) | hitsWidth,
      );
      if (at + shape.bytes.length > bytes.length) break;
      bytes.set(shape.bytes, at);
      writeDigits(view, at + shape.rtcTime, timeWidth > 3 ? timeWidth - 3 : 1, Math.floor(timeUs / 1000));
      writeDigits(view, at + shape.rtcTimeUs, timeWidth, timeUs);
      writeDigits(view, at + shape.receivedAt, receivedWidth, receivedAt);
      writeDigits(view, at + shape.number, numberWidth, number);
      writeDigits(view, at + shape.strength, strengthWidth, strength);
      writeDigits(view, at + shape.hits, hitsWidth, hits);
      at += shape.bytes.length;
    }
    piece.length = at;
    return row;
  }

  private shapeOf(rows: PassingColumns, row: number, widths: number): Shape {
    const transponder = rows.transponder[row] ?? 0;
    const source = rows.source[row] ?? 0;
    const battery = (rows.batteryTenthsV[row] ?? 0) + 1;
    const flags = (rows.decoderFlags[row] ?? 0) + 1;
    const timeSource = rows.timeSource[row] ?? 0;
    const marks = (((((battery << 17) | flags) << 2) | timeSource) << 1) | (rows.isNumberDoubtful[row] ?? 0);
    const hash =
      Math.imul(transponder, 0x9e3779b1) ^
      Math.imul(source, 0x85ebca6b) ^
      Math.imul(marks, 0xc2b2ae35) ^
      Math.imul(widths, 0x27d4eb2f);
    const slot = (hash ^ (hash >>> 15)) & (SHAPES - 1);
    const known = this.shapes[slot];
    if (
      known !== undefined &&
      known.transponder === transponder &&
      known.source === source &&
      known.marks === marks &&
      known.widths === widths
    )
      return known;
    return (this.shapes[slot] = new Shape(
      transponder,
      source,
      marks,
      widths,
      rowTemplate(rows.at(row), this.layout),
    ));
  }
}

function reportedWidth(value: number): number {
  return value === NOT_REPORTED ? 0 : value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : widthOf(value);
}
