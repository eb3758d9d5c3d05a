import { NOT_REPORTED, type PassingColumns } from '#passings';
import { lowerOf, upperOf, widthOf, writeDigits, writeShort } from './digits.js';
import type { Piece } from './piece.js';
import type { RowLayout, TimesWriter } from './row-layout.js';
import { type RowTemplate, rowTemplate } from './row-template.js';

/** Shapes that are kept, of the rows written last. A power of two. */
const SHAPES = 8192;

/** Bytes of a row, the values that they stand for, and the places of the numbers that are written anew in each row. */
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
 * Writes rows as bytes. A row is copied whole from an earlier one of the same shape (transponder, decoder, flags, digits of
 * each number), and its numbers are written over: that is many times faster than to put each together.
 */
export class RowWriter {
  private readonly shapes: (Shape | undefined)[] = new Array<undefined>(SHAPES).fill(undefined);

  private readonly times: TimesWriter | undefined;
  /** Distance from the beginning of a row's times to its end. */
  private readonly timesBefore: number;

  constructor(private readonly layout: RowLayout) {
    this.times = layout.times?.begin();
    this.timesBefore = (layout.times?.form.length ?? 0) + layout.behind.length;
  }

  /** Writes rows from `from` up to `until` while the piece has room; returns the first that was not written. */
  write(rows: PassingColumns, from: number, piece: Piece, until = rows.length): number {
    const { bytes, view } = piece;
    let at = piece.length;
    let row = from;
    for (; row < until; row++) {
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
      const timeMs = Math.floor(timeUs / 1000);
      writeDigits(view, at + shape.rtcTime, Math.max(1, timeWidth - 3), upperOf(timeMs), lowerOf(timeMs));
      writeDigits(view, at + shape.rtcTimeUs, timeWidth, upperOf(timeUs), lowerOf(timeUs));
      writeDigits(view, at + shape.receivedAt, receivedWidth, upperOf(receivedAt), lowerOf(receivedAt));
      writeDigits(view, at + shape.number, numberWidth, upperOf(number), lowerOf(number));
      writeShort(view, at + shape.strength, strengthWidth, strength);
      writeShort(view, at + shape.hits, hitsWidth, hits);
      at += shape.bytes.length;
      this.times?.write(view, at - this.timesBefore, timeMs);
    }
    piece.length = at;
    return row;
  }

  private shapeOf(rows: PassingColumns, row: number, widths: number): Shape {
    const transponder = rows.transponder[row] ?? 0;
    const source = rows.source[row] ?? 0;
    const marks = rows.marksAt(row);
    // Rows with an alternative time are few, and each has another time: their shapes are not kept.
    if (rows.alternativeTimeUs[row] !== NOT_REPORTED)
      return new Shape(transponder, source, marks, widths, rowTemplate(rows.at(row), this.layout));
    const slot =
      hashOf(Math.imul(transponder, 0x10001) + source, Math.imul(marks, 31) + widths) & (SHAPES - 2);
    const first = this.shapes[slot];
    if (first !== undefined && isOf(first, transponder, source, marks, widths)) return first;
    // Each slot has two places, so that two shapes of one hash do not replace each other row by row.
    const second = this.shapes[slot + 1];
    if (second !== undefined && isOf(second, transponder, source, marks, widths)) return second;
    const shape = new Shape(transponder, source, marks, widths, rowTemplate(rows.at(row), this.layout));
    this.shapes[slot + 1] = first;
    this.shapes[slot] = shape;
    return shape;
  }
}

function hashOf(one: number, other: number): number {
  let hash = Math.imul(one, 0x9e3779b1) + other;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function isOf(shape: Shape, transponder: number, source: number, marks: number, widths: number): boolean {
  return (
    shape.transponder === transponder &&
    shape.source === source &&
    shape.marks === marks &&
    shape.widths === widths
  );
}

function reportedWidth(value: number): number {
  return value === NOT_REPORTED ? 0 : value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : widthOf(value);
}
