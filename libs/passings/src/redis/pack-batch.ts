import type { Passing } from '../domain/passing.js';
import { encodedBytes, encodePassing } from './chunk-record.js';
import { writersOf } from './record-fields.js';
import { CHUNK_US, chunkOf, SUMMARY, SUMMARY_BYTES } from './record-layout.js';

/** Numbers of the names in a passing. */
export interface Numbering {
  sourceNumber(passing: Passing): number;
  transponderNumber(transponderId: string | null): number;
}

export interface PackedChunk {
  readonly chunk: number;
  readonly records: Buffer;
  /** First, last and count of each transponder, in the layout of kept summaries. */
  readonly summaries: Buffer;
}

export interface PackedBatch {
  readonly chunks: readonly PackedChunk[];
  readonly sources: ReadonlySet<number>;
  /** First and last number of each decoder, where every passing has a number and they rise; otherwise undefined. */
  readonly runs: readonly Run[] | undefined;
}

type Run = [decoderId: string, first: number, last: number];

const writeSummary = writersOf(SUMMARY);

interface Summary {
  first: number;
  last: number;
  count: number;
}

/** First, last and count of each transponder of one chunk. */
export class ChunkSummaries {
  private readonly summaries = new Map<number, Summary>();

  /** `time` is within the chunk, us. Transponder 0 stands for none. */
  add(transponder: number, time: number): void {
    if (transponder === 0) return;
    const summary = this.summaries.get(transponder);
    if (summary === undefined) {
      this.summaries.set(transponder, { first: time, last: time, count: 1 });
      return;
    }
    if (time < summary.first) summary.first = time;
    if (time > summary.last) summary.last = time;
    summary.count++;
  }

  packed(): Buffer {
    const packed = Buffer.allocUnsafe(this.summaries.size * SUMMARY_BYTES);
    let at = 0;
    for (const [transponder, { first, last, count }] of this.summaries) {
      writeSummary.transponder(packed, at, transponder);
      writeSummary.firstUs(packed, at, first);
      writeSummary.lastUs(packed, at, last);
      writeSummary.count(packed, at, count);
      at += SUMMARY_BYTES;
    }
    return packed;
  }
}

/** The passings of one chunk, in the order in which they came. */
class ChunkPacker {
  readonly passings: Passing[] = [];
  private readonly sources: number[] = [];
  private readonly transponders: number[] = [];
  private readonly summaries = new ChunkSummaries();
  private bytes = 0;

  constructor(private readonly chunk: number) {}

  add(passing: Passing, source: number, transponder: number): void {
    this.passings.push(passing);
    this.sources.push(source);
    this.transponders.push(transponder);
    this.bytes += encodedBytes(passing);
    this.summaries.add(transponder, passing.timeUs - this.chunk * CHUNK_US);
  }

  packed(): PackedChunk {
    const records = Buffer.allocUnsafe(this.bytes);
    let at = 0;
    for (const [index, passing] of this.passings.entries()) {
      at = encodePassing(passing, this.sources[index] ?? 0, this.transponders[index] ?? 0, records, at);
    }
    return { chunk: this.chunk, records, summaries: this.summaries.packed() };
  }
}

/** Packs a batch for the store script. */
export function packBatch(batch: readonly Passing[], numbering: Numbering): PackedBatch {
  const chunks = new Map<number, ChunkPacker>();
  const runs = new Map<string, Run>();
  const sources = new Set<number>();
  let isRising = true;
  let latest: ChunkPacker | undefined;
  let latestChunk: number | undefined;
  for (const passing of batch) {
    const { decoderId, passingNumber, transponderId } = passing;
    const source = numbering.sourceNumber(passing);
    const transponder = numbering.transponderNumber(transponderId);
    sources.add(source);
    isRising = isRising && passingNumber !== null && isNext(runs, decoderId, passingNumber);
    const chunk = chunkOf(passing.timeUs);
    if (latest === undefined || chunk !== latestChunk) {
      latest = chunks.get(chunk) ?? new ChunkPacker(chunk);
      chunks.set(chunk, latest);
      latestChunk = chunk;
    }
    latest.add(passing, source, transponder);
  }
  return {
    chunks: Array.from(chunks.values(), (chunk) => chunk.packed()),
    sources,
    runs: isRising ? [...runs.values()] : undefined,
  };
}

function isNext(runs: Map<string, Run>, decoderId: string, number: number): boolean {
  const run = runs.get(decoderId);
  if (run === undefined) runs.set(decoderId, [decoderId, number, number]);
  else if (number <= run[2]) return false;
  else run[2] = number;
  return true;
}
