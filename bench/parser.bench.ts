import { P3Parser } from '#p3';
import { chunksOf, passingFrames } from './data/frames.js';
import { inTurn } from './harness/in-turn.js';
import type { Bench, Row } from './harness/row.js';
import { FrameLimit } from './rivals/frame-limit.js';
import { PlainParser } from './rivals/plain-parser.js';

const FRAMES = 200_000;
/** Number of frames for the plain parser, which is slow. */
const FEW_FRAMES = 20_000;
const REPEATS = 7;
const PASSES = 3;
const SEED = 1;
const CHUNKS = [
  { bytes: 65_536, name: '64 KiB', least: 0.4 },
  { bytes: 1460, name: '1,460 B', least: 0.4 },
  { bytes: 64, name: '64 B', least: 0.1 },
];

export const parserBench: Bench = {
  name: 'parser',
  meaning: 'how many passings a second can be read; a decoder at a burst sends 2,000',
  async run(tell) {
    const frames = passingFrames(FRAMES, SEED);
    const rows: Row[] = [];
    for (const { bytes, name, least } of CHUNKS) {
      tell(`P3 in chunks of ${name}`);
      const all = chunksOf(Buffer.concat(frames), bytes);
      const { ours, limit } = await inTurn(REPEATS, {
        ours: () => perSecond(FRAMES, () => readAll(all)),
        limit: () => perSecond(FRAMES, () => scanAll(all)),
      });
      rows.push({ ...rowOf(name, ours), against: { what: 'limit', repeats: limit }, bar: { least } });
    }
    // Last, because the other parsers would pay for its garbage.
    for (const { bytes, name } of CHUNKS.filter((each) => each.bytes >= 1460)) {
      tell(`P3 in chunks of ${name}, plainly`);
      const all = chunksOf(Buffer.concat(frames), bytes);
      const few = chunksOf(Buffer.concat(frames.slice(0, FEW_FRAMES)), bytes);
      const { ours, plain } = await inTurn(REPEATS, {
        ours: () => perSecond(FRAMES, () => readAll(all)),
        plain: () => perSecond(FEW_FRAMES, () => readPlainly(few)),
      });
      rows.push({ ...rowOf(name, ours), against: { what: 'plain', repeats: plain }, bar: { least: 20 } });
    }
    return rows;
  },
};

function rowOf(chunks: string, repeats: number[]): Omit<Row, 'bar'> {
  return { what: `P3 in chunks of ${chunks}`, unit: 'M frames/s', ours: { what: 'P3Parser', repeats } };
}

/**
 * Returns millions a second in the best of a few passes: other work, garbage of the pass before included, only slows
 * down.
 */
function perSecond(frames: number, read: () => number): number {
  return Math.max(...Array.from({ length: PASSES }, () => inOnePass(frames, read)));
}

function inOnePass(frames: number, read: () => number): number {
  const beginMs = performance.now();
  const found = read();
  const tookMs = performance.now() - beginMs;
  if (found !== frames) throw new Error(`${found} of ${frames} frames were found`);
  return frames / tookMs / 1000;
}

function readAll(chunks: readonly Uint8Array[]): number {
  const parser = new P3Parser();
  let passings = 0;
  for (const chunk of chunks) {
    for (const event of parser.push(chunk)) if (event.kind === 'record') passings++;
  }
  return passings;
}

function scanAll(chunks: readonly Uint8Array[]): number {
  const limit = new FrameLimit();
  for (const chunk of chunks) limit.push(chunk);
  return limit.frames;
}

function readPlainly(chunks: readonly Uint8Array[]): number {
  const parser = new PlainParser();
  let passings = 0;
  for (const chunk of chunks) passings += parser.push(chunk).length;
  return passings;
}
