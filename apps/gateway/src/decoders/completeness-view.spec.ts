import { beginLedger, type DecoderLedger, doubted, MissingNumbers, suspected, undecided } from '#passings';
import { completenessOf } from './completeness-view.js';

const whole = beginLedger(1);
const hole = { from: 4, until: 6, sinceMs: Date.UTC(2026, 10, 24, 14, 2) };
const holed: DecoderLedger = { ...whole, highest: 9, missing: MissingNumbers.of([hole]) };

describe(completenessOf.name, () => {
  it.each([
    [undefined, true, false, 'unknown', 'Nothing was heard of its passing numbers yet.'],
    [whole, true, false, 'complete', 'Every passing that it numbered is kept.'],
    [
      whole,
      false,
      false,
      'unknown',
      'Every passing until the connection was lost is kept; what it has since then is fetched when it is back.',
    ],
    [
      suspected(whole, hole.sinceMs),
      true,
      true,
      'unknown',
      'It was not connected for a while, and is being asked whether its numbers go on from those that are kept.',
    ],
    [
      undecided(suspected(whole, hole.sinceMs), 'cannot_resend'),
      true,
      false,
      'unknown',
      expect.stringMatching(/^Not certain since 2026-11-24 14:02 UTC\. This decoder does not send/),
    ],
    [
      doubted(whole, 'memory_cleared', hole.sinceMs),
      false,
      false,
      'unknown',
      expect.stringMatching(/^Not certain since 2026-11-24 14:02 UTC\. The memory/),
    ],
    [
      holed,
      true,
      true,
      'recovering',
      '3 passings missing since 2026-11-24 14:02 UTC: the decoder is being asked for them.',
    ],
    [
      holed,
      true,
      false,
      'missing',
      '3 passings missing since 2026-11-24 14:02 UTC: the decoder was asked and did not send them.',
    ],
    [
      holed,
      false,
      false,
      'missing',
      '3 passings missing since 2026-11-24 14:02 UTC: the decoder is asked for them when it is back.',
    ],
    [
      { ...whole, lost: [{ ...hole, epoch: 1 }], lostCount: 3 },
      false,
      false,
      'missing',
      '3 passings missing since 2026-11-24 14:02 UTC: the decoder was asked and did not send them.',
    ],
  ])('says in words how it is (%#)', (ledger, isConnected, isRecovering, state, summary: unknown) => {
    const parts = { decoderId: 'd', ledger, isConnected, isRecovering, duplicates: 0, rejected: {} };
    expect(completenessOf(parts)).toMatchObject({ state, summary });
  });

  it('says what retention dropped: it is not there, and not missing', () => {
    const droppedUntil = { number: 5, timeUs: Date.UTC(2025, 10, 24, 14, 2) * 1000 + 999 };
    const ledger = { ...whole, highest: 9, droppedUntil };
    const parts = {
      decoderId: 'd',
      ledger,
      isConnected: true,
      isRecovering: false,
      duplicates: 0,
      rejected: {},
    };
    expect(completenessOf(parts)).toMatchObject({
      state: 'complete',
      summary:
        'Every passing that it numbered is kept. Dropped because of their age: passings until number 5, of 2025-11-24 14:02 UTC.',
      dropped_until_number: 5,
      dropped_until: Date.UTC(2025, 10, 24, 14, 2),
    });
    expect(completenessOf({ ...parts, ledger: whole })).toMatchObject({
      dropped_until_number: null,
      dropped_until: null,
    });
  });
});
