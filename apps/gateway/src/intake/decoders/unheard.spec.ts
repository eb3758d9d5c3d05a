import { parseDecoderUrl } from '#decoder';
import { unheardTrouble } from './unheard.js';

const NOW_MS = 1_707_847_920_000;
const OPENED_MS = NOW_MS - 60_000;
const address = parseDecoderUrl('tranx2+serial:///dev/ttyS0');
const counters = { bytes: 0, records: 0, rejected: {}, unknownTypes: 0, unknownFields: 0 };
const open = { link: 'connected', linkSinceMs: OPENED_MS, lastRecordAtMs: undefined, counters } as const;

describe(unheardTrouble.name, () => {
  it('names the place of which nothing came', () => {
    expect(unheardTrouble(address, open, NOW_MS)).toContain(
      'Nothing came from /dev/ttyS0 since it was opened',
    );
  });

  it('tells bytes of another protocol or speed apart', () => {
    const state = { ...open, counters: { ...counters, bytes: 99 } };
    expect(unheardTrouble(address, state, NOW_MS)).toContain(
      'Bytes come from /dev/ttyS0, and none of them is tranx2',
    );
  });

  it('says nothing of a decoder that was heard, is not connected, or may yet speak', () => {
    expect(unheardTrouble(address, { ...open, lastRecordAtMs: OPENED_MS }, NOW_MS)).toBeUndefined();
    expect(unheardTrouble(address, { ...open, link: 'waiting' }, NOW_MS)).toBeUndefined();
    expect(unheardTrouble(address, open, OPENED_MS + 15_000)).toBeUndefined();
  });

  it('counts no record of the link before', () => {
    const before = { ...open, lastRecordAtMs: OPENED_MS - 1 };
    expect(unheardTrouble(address, before, NOW_MS)).toBeDefined();
  });
});
