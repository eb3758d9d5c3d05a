import type { DecodedChunk, DecoderEvent } from '#decoder';
import { Acknowledger } from './acknowledger.js';

const PLACE = { segment: 1, offset: 10 };
const passing = (rtcTimeUs: number): DecoderEvent => ({
  kind: 'record',
  record: { kind: 'passing', type: 'PASSING', fields: { transponder: 7, rtcTimeUs }, asked: [], raw: [] },
});
const rejected = (reason: string): DecoderEvent => ({ kind: 'rejected', reason, bytes: new Uint8Array() });
const chunk = (
  events: readonly DecoderEvent[],
  readOnFrom: DecodedChunk['readOnFrom'] = PLACE,
): DecodedChunk => ({
  events,
  receivedAtUs: 0,
  isFirst: false,
  readOnFrom,
});

describe(Acknowledger.name, () => {
  let sent: number;
  let stored: Promise<boolean>;
  let acknowledger: Acknowledger;
  beforeEach(() => {
    sent = 0;
    stored = Promise.resolve(true);
    acknowledger = new Acknowledger({
      acknowledgement: { bytes: Uint8Array.of(1), spoiled: ['bad_checksum'], mostSpoiled: 4 },
      send: () => sent++,
      untilStored: () => stored,
    });
  });

  it('acknowledges each passing on the disk once, also where it was repeated meanwhile', async () => {
    await acknowledger.delivered(chunk([passing(1), passing(1), passing(2)]));
    expect(sent).toBe(2);
    await acknowledger.delivered(chunk([passing(2)]));
    expect(sent).toBe(3);
  });

  it('waits for Redis where the bytes are not on the disk', async () => {
    let settle: (isStored: boolean) => void = () => undefined;
    stored = new Promise((resolve) => (settle = resolve));
    const delivered = acknowledger.delivered({ ...chunk([passing(1)]), readOnFrom: undefined });
    expect(sent).toBe(0);
    settle(true);
    await delivered;
    expect(sent).toBe(1);
  });

  it('waits for Redis where only the end of a passing is on the disk', async () => {
    stored = Promise.resolve(false);
    await acknowledger.delivered({ ...chunk([]), readOnFrom: undefined });
    await acknowledger.delivered(chunk([]));
    await acknowledger.delivered(chunk([passing(1)]));
    expect(sent).toBe(0);
    await acknowledger.delivered(chunk([passing(2)]));
    expect(sent).toBe(1);
  });

  it('leaves a passing that nobody keeps to the decoder', async () => {
    stored = Promise.resolve(false);
    await acknowledger.delivered({ ...chunk([passing(1)]), readOnFrom: undefined });
    expect(sent).toBe(0);
  });

  it('lets a decoder go on that holds a spoiled passing', async () => {
    for (let each = 0; each < 3; each++) await acknowledger.delivered(chunk([rejected('bad_checksum')]));
    await acknowledger.delivered(chunk([rejected('no_record')]));
    expect(sent).toBe(0);
    await acknowledger.delivered(chunk([rejected('bad_checksum')]));
    expect(sent).toBe(1);
  });
});
