import fc from 'fast-check';
import {
  arbitraryJunk,
  arbitraryRecord,
  arbitraryStream,
  bytesOf,
  piecesOf,
  recordOf,
} from '../testing/arbitrary-records.js';
import { type P3Event, P3Parser } from './parser.js';

interface Parser {
  push(chunk: Uint8Array): P3Event[];
  end(): P3Event[];
}
type MakeParser = () => Parser;
const real: MakeParser = () => new P3Parser();

const plain = (event: P3Event): unknown =>
  event.kind === 'rejected' ? { ...event, bytes: Buffer.from(event.bytes).toString('hex') } : event.record;
const parse = (parser: Parser, pieces: readonly Uint8Array[]): unknown[] =>
  [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()].map(plain);
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 });

const sameHoweverCut = (make: MakeParser) =>
  fc.property(arbitraryStream, cuts, (stream, sizes) => {
    const bytes = bytesOf(stream);
    expect(parse(make(), piecesOf(bytes, sizes))).toEqual(parse(real(), [bytes]));
  });

const everyRecordComesBack = (make: MakeParser) =>
  fc.property(arbitraryStream, (stream) => {
    const records = make()
      .push(bytesOf(stream))
      .flatMap((event) => (event.kind === 'record' ? [event.record] : []));
    const sent = stream.flatMap((part) => (part instanceof Uint8Array ? [] : [part]));
    expect(records.map(({ type }) => type)).toEqual(sent.map(({ type }) => type));
    records.forEach((record, index) => {
      expect(record.fields).toMatchObject(sent[index]?.fields ?? {});
      expect(record.raw).toEqual([]);
    });
  });

const flippedBitYieldsNothing = (make: MakeParser) =>
  fc.property(recordOf('PASSING'), arbitraryRecord, fc.nat(), (damaged, next, where) => {
    const wire = Buffer.concat([damaged.wire, next.wire]);
    const bit = where % (damaged.wire.length * 8);
    wire[bit >> 3] = (wire[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const records = make()
      .push(wire)
      .flatMap((event) => (event.kind === 'record' ? [event.record] : []));
    expect(records).toEqual(
      make()
        .push(next.wire)
        .flatMap((event) => (event.kind === 'record' ? [event.record] : [])),
    );
  });

describe(P3Parser.name, () => {
  it('gives the same records and rejected ranges however the stream is cut', () => {
    fc.assert(sameHoweverCut(real), { numRuns: 2000 });
  });

  it('gives back every record of every type, field by field, junk between them or not', () => {
    fc.assert(everyRecordComesBack(real), { numRuns: 2000 });
  });

  it('never takes a frame with a flipped bit, and always reads the next one', () => {
    fc.assert(flippedBitYieldsNothing(real), { numRuns: 20_000 });
  });

  it('accounts for every byte of any soup, throws nothing and holds at most one frame', () => {
    const soup = fc.array(fc.oneof(fc.constantFrom(0x8d, 0x8e, 0x8f), fc.integer({ min: 0, max: 255 })), {
      maxLength: 600,
    });
    fc.assert(
      fc.property(soup, cuts, (bytes, sizes) => {
        const parser = new P3Parser();
        const events = [
          ...piecesOf(Uint8Array.from(bytes), sizes).flatMap((piece) => parser.push(piece)),
          ...parser.end(),
        ];
        const rejected = events.flatMap((event) => (event.kind === 'rejected' ? [...event.bytes] : []));
        if (parser.counters.records === 0) expect(rejected).toEqual(bytes);
        expect(parser.counters.bytes).toBe(bytes.length);
      }),
      { numRuns: 3000 },
    );
  });

  it('reports junk as it is', () => {
    fc.assert(
      fc.property(arbitraryJunk, (junk) => {
        expect(parse(real(), [junk])).toEqual([
          { kind: 'rejected', reason: 'junk', bytes: Buffer.from(junk).toString('hex') },
        ]);
      }),
    );
  });

  describe('sabotage: the properties fail for a parser that', () => {
    it('forgets what a chunk ended with', () => {
      const forgetful: MakeParser = () => ({ push: (chunk) => new P3Parser().push(chunk), end: () => [] });
      expect(fc.check(sameHoweverCut(forgetful)).failed).toBe(true);
    });

    it('believes frames without checking them', () => {
      const gullible: MakeParser = () => {
        const parser = new P3Parser();
        return {
          push: (chunk) =>
            parser.push(chunk).map((event): P3Event => {
              const [record] = event.kind === 'rejected' ? [undefined] : [event.record];
              const taken = new P3Parser().push(Buffer.from('8E0211002ED2000020000105000000008F', 'hex'));
              return record === undefined
                ? (taken.find(({ kind }) => kind === 'record') ?? { kind: 'record', record: GHOST })
                : event;
            }),
          end: () => [],
        };
      };
      expect(fc.check(flippedBitYieldsNothing(gullible), { numRuns: 500 }).failed).toBe(true);
    });

    it('skips the frame behind a bad one', () => {
      const skipping: MakeParser = () => {
        const parser = new P3Parser();
        let skip = false;
        return {
          push: (chunk) =>
            parser.push(chunk).filter((event) => {
              const keep = !(skip && event.kind === 'record');
              skip = event.kind === 'rejected';
              return keep;
            }),
          end: () => [],
        };
      };
      expect(fc.check(flippedBitYieldsNothing(skipping), { numRuns: 500 }).failed).toBe(true);
    });
  });
});

const GHOST = {
  kind: 'other',
  type: 'PING',
  tor: 0x20,
  version: 2,
  headerFlags: 0,
  fields: { decoderId: undefined, controllerId: undefined, requestId: undefined },
  asked: [],
  raw: [],
} as const;
