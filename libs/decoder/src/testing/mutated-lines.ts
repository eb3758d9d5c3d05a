import fc from 'fast-check';
import type { DecoderSide, SentPassing } from '../decoder-side.js';

/** Passings with transponders that no mutation makes by chance, each once. */
export const arbitraryPassings: fc.Arbitrary<readonly SentPassing[]> = fc
  .array(
    fc.record({
      rtcTimeUs: fc.nat(86_399_999).map((ms) => ms * 1000),
      strength: fc.nat(99),
      hits: fc.integer({ min: 1, max: 255 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) => all.map((each, at) => ({ ...each, passingNumber: at + 1, transponder: 400_001 + at })));

/** Changes of one line: each may take its end away, and none leaves it as it was. */
const mutation: fc.Arbitrary<(line: Buffer) => Buffer> = fc.oneof(
  fc.nat(200).map((at) => (line: Buffer) => line.subarray(0, at % Math.max(1, line.length))),
  fc.nat(200).map((at) => (line: Buffer) => line.subarray(1 + (at % Math.max(1, line.length)))),
  fc.constant((line: Buffer) => line.subarray(0, -1)),
  fc.constant((line: Buffer) => Buffer.from(line.toString('latin1'), 'utf16le')),
  fc.constant((line: Buffer) => Buffer.concat([line.subarray(0, -3), line])),
  fc
    .tuple(fc.nat(200), fc.uint8Array({ minLength: 1, maxLength: 9 }))
    .map(([at, bytes]) => (line: Buffer) => {
      const where = at % Math.max(1, line.length);
      return Buffer.concat([line.subarray(0, where), bytes, line.subarray(where)]);
    }),
  fc.tuple(fc.nat(200), fc.nat(7)).map(([at, bit]) => (line: Buffer) => {
    const changed = Buffer.from(line);
    const where = at % Math.max(1, line.length);
    changed[where] = (changed[where] ?? 0) ^ (1 << bit);
    return changed;
  }),
  fc.integer({ min: 4000, max: 20_000 }).map((length) => () => Buffer.alloc(length, 'x')),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => () => Buffer.from(bytes)),
);

export const arbitraryMutations = fc.array(mutation, { minLength: 1, maxLength: 12 });

/** Lines as they come from a link: a WebSocket gives each message an end. */
export function lineOf(side: DecoderSide, passing: SentPassing): Buffer {
  const bytes = Buffer.from(side.passing(passing, false));
  return bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from('\n')]);
}
