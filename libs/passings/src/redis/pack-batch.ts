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

/** A batch in two parts, each by chunks: what is surely new, and what may be kept already. */
export interface PackedBatch {
  /** Passings whose numbers rise from one to the next, above all that their decoder ever sent. */
  readonly rising: readonly PackedChunk[];
  readonly risingCount: number;
  /** First and last number of each decoder of `rising`. */
  readonly runs: readonly Run[];
  /** All others: late ones, those that come again, and those without a number. */
  readonly others: readonly PackedChunk[];
  /** Sources of `others`. */
  readonly sources: ReadonlySet<number>;
}

/** Packs every passing among `others`. */
export const NONE_RISES = (): number => Infinity;

export type Run = [decoderId: string, first: number, last: number];

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

  constructor(readonly chunk: number) {}

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

/** The chunks of one part of a batch, in the order in which each got its first passing. */
class ChunkPackers {
  private readonly chunks = new Map<number, ChunkPacker>();
  private latest: ChunkPacker | undefined;

  of({ timeUs }: Passing): ChunkPacker {
    const chunk = chunkOf(timeUs);
    if (this.latest?.chunk === chunk) return this.latest;
    const packer = this.chunks.get(chunk) ?? new ChunkPacker(chunk);
    this.chunks.set(chunk, packer);
    this.latest = packer;
    return packer;
  }

  packed(): PackedChunk[] {
    return Array.from(this.chunks.values(), (chunk) => chunk.packed());
  }
}

/** Packs a batch for the store script. `highestOf`: the highest number that each decoder ever sent. */
export function packBatch(
  batch: readonly Passing[],
  numbering: Numbering,
  highestOf: (decoderId: string) => number,
): PackedBatch {
  const [rising, others] = [new ChunkPackers(), new ChunkPackers()];
  const runs = new Map<string, Run>();
  const sources = new Set<number>();
  let risingCount = 0;
  for (const passing of batch) {
    const { decoderId, passingNumber, transponderId } = passing;
    const source = numbering.sourceNumber(passing);
    const transponder = numbering.transponderNumber(transponderId);
    if (passingNumber !== null && rises(runs, decoderId, passingNumber, highestOf)) {
      risingCount++;
      rising.of(passing).add(passing, source, transponder);
    } else {
      sources.add(source);
      others.of(passing).add(passing, source, transponder);
    }
  }
  return {
    rising: rising.packed(),
    risingCount,
    runs: [...runs.values()],
    others: others.packed(),
    sources,
  };
}

function rises(
  runs: Map<string, Run>,
  decoderId: string,
  number: number,
  highestOf: (decoderId: string) => number,
): boolean {
  const run = runs.get(decoderId);
  if (run !== undefined) {
    if (number <= run[2]) return false;
    run[2] = number;
    return true;
  }
  if (number <= highestOf(decoderId)) return false;
  runs.set(decoderId, [decoderId, number, number]);
  return true;
}
