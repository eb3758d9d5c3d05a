import fc from 'fast-check';
import type { SentPassing } from '../decoder-side.js';
import type { DecoderProtocol } from '../protocol.js';
import { PROTOCOLS } from '../registry.js';
import { arbitraryMutations, arbitraryPassings, lineOf } from '../testing/mutated-lines.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 150);
const protocols = PROTOCOLS.filter(({ createSide }) => createSide !== undefined);

function linesOf(protocol: DecoderProtocol): (sent: SentPassing) => Buffer {
  const side = protocol.createSide?.();
  if (side === undefined) throw new Error('it has no side of a decoder');
  return (sent) => lineOf(side, sent);
}

/** Transponders of all passings in the pieces. */
function transpondersIn(protocol: DecoderProtocol, pieces: readonly Uint8Array[]): number[] {
  const parser = protocol.createParser();
  const events = [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
  return events.flatMap((event) => {
    if (event.kind === 'rejected' || event.record.kind !== 'passing') return [];
    const { transponder } = event.record.fields;
    return transponder === undefined ? [] : [transponder];
  });
}

describe.each(protocols.map((protocol) => [protocol.name, protocol] as const))('%s', (_, protocol) => {
  it('reads every passing however the bytes are cut', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(arbitraryPassings, sizes, (passings, lengths) => {
        const all = Buffer.concat(passings.map(linesOf(protocol)));
        const pieces: Uint8Array[] = [];
        for (let at = 0, each = 0; at < all.length; each++) {
          const until = at + (lengths[each % lengths.length] ?? 1);
          pieces.push(all.subarray(at, until));
          at = until;
        }
        expect(transpondersIn(protocol, pieces)).toEqual(passings.map(({ transponder }) => transponder));
      }),
      { numRuns: RUNS },
    );
  });

  it('reads every good line once, whatever a mutated one before it is', () => {
    fc.assert(
      fc.property(arbitraryPassings, arbitraryMutations, (passings, mutations) => {
        const line = linesOf(protocol);
        const pieces = passings.flatMap((passing, at) => {
          const mutate = mutations[at % mutations.length];
          const other = line({ ...passing, transponder: 300_001 + at });
          return [mutate?.(other) ?? other, line(passing)];
        });
        const good = transpondersIn(protocol, [Buffer.concat(pieces)]).filter((each) => each >= 400_001);
        expect(good.filter((each) => each <= 400_012)).toEqual(
          passings.map(({ transponder }) => transponder),
        );
      }),
      { numRuns: RUNS },
    );
  });
});
