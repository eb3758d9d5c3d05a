import { encodePassing, encodeStatus } from './encode-line.js';
import { tranx2 } from './protocol.js';

const eventsOf = (bytes: Uint8Array): readonly unknown[] => {
  const parser = tranx2.createParser();
  return [...parser.push(bytes), ...parser.end()].map((event) =>
    event.kind === 'record' ? event.record : event.reason,
  );
};

describe('tranx2', () => {
  it('reads a passing, milliseconds since the start', () => {
    const sent = { transponder: 144_832, timeMs: 876_011_553, hits: 54, strength: 136 };
    expect(eventsOf(encodePassing(9, sent))).toMatchObject([
      {
        kind: 'passing',
        fields: { transponder: 144_832, rtcTimeUs: 876_011_553_000, hits: 54, strength: 136 },
        raw: [],
      },
    ]);
  });

  it('reads the noise of a status, whose first byte is the decoder', () => {
    expect(eventsOf(encodeStatus(0x69, 15))).toMatchObject([{ kind: 'status', fields: { noise: 15 } }]);
  });

  it('keeps bytes of unknown meaning where they are not 0, and knows the lines of an AMB20', () => {
    expect(eventsOf(Buffer.from('$0901000005000000640102FF\r\n'))).toMatchObject([
      { fields: { transponder: 5, rtcTimeUs: 100_000 }, raw: [{ id: 0 }, { id: 1 }] },
    ]);
    expect(eventsOf(Buffer.from('@05000005\r\n@051200000112\r\n'))).toMatchObject([
      { kind: 'other', type: 'AMB20' },
      { kind: 'other', type: 'AMB20' },
    ]);
  });

  it.each([
    '$0900',
    '$09000000050000006401',
    '$0900000005000000640102FF00',
    '#09',
    '#097G',
    '#09700',
    'x',
    '@12',
  ])('rejects %s', (line) => {
    expect(eventsOf(Buffer.from(`${line}\r\n`))).toEqual(['no_record']);
  });
});
