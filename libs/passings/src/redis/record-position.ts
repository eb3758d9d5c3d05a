import { clockOf, TIME_SOURCES } from '../domain/passing-columns.js';
import type { PassingPosition } from '../ports/passings.repository.js';
import { readRecord } from './chunk-record.js';
import { CHUNK_US } from './record-layout.js';

const { timeInChunkUs, passingNumber, source, transponder, timeSource } = readRecord;
const CLOCKS = TIME_SOURCES.map(clockOf);

export function positionAt(records: DataView, at: number, chunk: number): PassingPosition {
  return {
    timeUs: chunk * CHUNK_US + timeInChunkUs(records, at),
    source: source(records, at),
    passingNumber: passingNumber(records, at),
    transponder: transponder(records, at),
    clock: CLOCKS[timeSource(records, at)] ?? 0,
  };
}

export function comparePositions(a: PassingPosition, b: PassingPosition): number {
  return (
    a.timeUs - b.timeUs ||
    a.source - b.source ||
    a.passingNumber - b.passingNumber ||
    a.transponder - b.transponder ||
    a.clock - b.clock
  );
}
