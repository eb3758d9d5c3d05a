import { setImmediate as turn } from 'node:timers/promises';
import { encodeRecord, p3 } from '../p3/index.js';
import { type ByteKeeper, DecoderStream } from './decoder.stream.js';
import type { DecodedChunk } from './recorded-parser.js';

const PASSINGS = 4000;
const NUMBERS = Array.from({ length: PASSINGS }, (_, at) => at + 1);
const burst = Buffer.concat(NUMBERS.map((passingNumber) => encodeRecord('PASSING', { passingNumber })));
const SPAN = { from: { segment: 1, offset: 0 }, until: { segment: 1, offset: burst.length } };

/** A clock with another time at each look. */
function ticking(): { nowUs(): number } {
  let us = 0;
  return { nowUs: () => ++us };
}

async function readAll(stream: DecoderStream): Promise<DecodedChunk[]> {
  const chunks: DecodedChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk as DecodedChunk);
  return chunks;
}

const numbersIn = (chunks: readonly DecodedChunk[]): unknown[] =>
  chunks.flatMap(({ events }) =>
    events.map(
      (event) =>
        event.kind === 'record' && event.record.kind === 'passing' && event.record.fields.passingNumber,
    ),
  );

describe(DecoderStream.name, () => {
  it('decodes of a burst what is read, and no more than the next', async () => {
    const stream = new DecoderStream(p3, ticking());
    stream.end(burst);
    await turn();
    expect(stream.counters.bytes).toBeLessThan(burst.length / 2);
    const chunks = await readAll(stream);
    expect(numbersIn(chunks)).toEqual(NUMBERS);
    expect(stream.counters.bytes).toBe(burst.length);
  });

  it('says of all that came at once that it was received then', async () => {
    const stream = new DecoderStream(p3, ticking());
    stream.end(burst);
    const chunks = await readAll(stream);
    expect(chunks.length).toBeGreaterThan(1);
    expect(new Set(chunks.map(({ receivedAtUs }) => receivedAtUs))).toEqual(new Set([1]));
  });

  it('decodes in one go what is kept in one go, which names where to read on', async () => {
    const keeper: ByteKeeper = { keep: () => Promise.resolve(SPAN) };
    const stream = new DecoderStream(p3, ticking(), keeper);
    stream.end(burst);
    const chunks = await readAll(stream);
    expect(chunks.map(({ readOnFrom }) => readOnFrom)).toEqual([SPAN.until]);
    expect(numbersIn(chunks)).toEqual(NUMBERS);
  });
});
