import type { PassingPosition } from '../ports/passings.repository.js';
import { CHUNK_US } from './chunk-record.js';

/** Dictionary number of the transponder of a record. */
export function transponderAt(records: DataView, at: number): number {
  return records.getUint32(at + 9, true) >>> 8;
}

export function positionAt(records: DataView, at: number, chunk: number): PassingPosition {
  return {
    timeUs: chunk * CHUNK_US + records.getUint32(at, true),
    source: records.getUint16(at + 8, true),
    passingNumber: records.getUint32(at + 4, true),
    transponder: transponderAt(records, at),
  };
}

export function comparePositions(a: PassingPosition, b: PassingPosition): number {
  return (
    a.timeUs - b.timeUs ||
    a.source - b.source ||
    a.passingNumber - b.passingNumber ||
    a.transponder - b.transponder
  );
}
