import fc from 'fast-check';
import type { EntryKind, Place, ReadEntry } from '#recorder';
import { encodeRecord, p3 } from '../p3/index.js';
import { arbitraryStream, bytesOf, piecesOf } from '../testing/arbitrary-records.js';
import { type DecodedChunk, RecordedParser } from './recorded-parser.js';

const START: Place = { segment: 1, offset: 0 };
const passing = (passingNumber: number): Uint8Array => encodeRecord('PASSING', { passingNumber });

function entriesOf(parts: readonly (Uint8Array | EntryKind)[]): ReadEntry[] {
  return parts.map((part, at) => ({
    kind: typeof part === 'string' ? part : 'bytes',
    bytes: typeof part === 'string' ? new Uint8Array() : part,
    receivedAtUs: at,
    segment: 1,
    endOffset: at + 1,
  }));
}

async function replay(from: Place, entries: readonly ReadEntry[]): Promise<DecodedChunk[]> {
  // eslint-disable-next-line @typescript-eslint/require-await -- stands for a file
  const behind = (async function* () {
    yield* entries.filter(({ endOffset }) => endOffset > from.offset);
  })();
  const chunks: DecodedChunk[] = [];
  for await (const chunk of RecordedParser.replay(p3, from, behind)) chunks.push(chunk);
  return chunks;
}

const recordsIn = (chunks: readonly DecodedChunk[]): unknown[] =>
  chunks.flatMap(({ events }) => events.flatMap((event) => (event.kind === 'record' ? [event.record] : [])));

const numbersIn = (chunks: readonly DecodedChunk[]): unknown[] =>
  recordsIn(chunks).map((record) => (record as { fields: { passingNumber: number } }).fields.passingNumber);

describe(RecordedParser.name, () => {
  it('names a place from which all that follows is decoded again, however the stream is cut', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(arbitraryStream, cuts, async (stream, sizes) => {
        const entries = entriesOf(piecesOf(bytesOf(stream), sizes));
        const parser = new RecordedParser(p3);
        const live = entries.flatMap(({ bytes, receivedAtUs, endOffset }) => {
          const from = { segment: 1, offset: endOffset - 1 };
          return parser.push(bytes, receivedAtUs, { from, until: { segment: 1, offset: endOffset } }) ?? [];
        });
        for (const [at, { readOnFrom }] of live.entries()) {
          const later = recordsIn(live.slice(at + 1));
          const again = recordsIn(await replay(readOnFrom ?? START, entries));
          expect(again.slice(again.length - later.length)).toEqual(later);
          expect(again.length - later.length).toBeLessThanOrEqual(recordsIn(live.slice(at, at + 1)).length);
        }
      }),
    );
  });

  it('begins anew with each link, and behind what was not recorded', async () => {
    const half = passing(2).subarray(0, 8);
    const rest = passing(2).subarray(8);
    const chunks = await replay(
      START,
      entriesOf([passing(1), 'opened', passing(3), half, 'gap', rest, passing(4)]),
    );
    expect(numbersIn(chunks)).toEqual([1, 3, 4]);
    expect(chunks.map(({ isFirst }) => isFirst)).toEqual([false, true, false]);
  });

  it('has no place for what is not recorded', () => {
    expect(new RecordedParser(p3).push(passing(1), 1, undefined)?.readOnFrom).toBeUndefined();
  });
});
