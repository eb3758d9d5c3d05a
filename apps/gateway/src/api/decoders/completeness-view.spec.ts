import {
  account,
  beginLedger,
  type DecoderLedger,
  doubted,
  MissingNumbers,
  suspected,
  undecided,
} from '#passings';
import { completenessOf, type CompletenessParts } from './completeness-view.js';

const begun = beginLedger(1);
const whole = { ...begun, isReconciled: true };
const hole = { from: 4, until: 6, sinceMs: Date.UTC(2026, 10, 24, 14, 2) };
const holed: DecoderLedger = { ...whole, highest: 9, missing: MissingNumbers.of([hole]) };

const WHOLE: CompletenessParts = {
  decoderId: 'd',
  ledger: whole,
  isConnected: true,
  isRecovering: false,
  isReadingRecording: false,
  canResend: true,
  isResendWithheld: false,
  isReadElsewhere: false,
  counting: 'passings',
  lostLines: { lost: 0, sinceMs: undefined },
  duplicates: 0,
  rejected: {},
};

describe(completenessOf.name, () => {
  it.each([
    [undefined, true, false, 'unknown', 'No passing number of this decoder is known yet.'],
    [begun, true, false, 'unknown', 'It was not asked yet which passings it has.'],
    [whole, true, false, 'complete', 'Every passing that it numbered is kept.'],
    [
      whole,
      false,
      false,
      'unknown',
      'Every passing until the connection was lost is kept; passings since then are fetched when it is back.',
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
    const parts = { ...WHOLE, ledger, isConnected, isRecovering };
    expect(completenessOf(parts)).toMatchObject({ state, summary });
  });

  it('claims to have asked no decoder that cannot be asked', () => {
    const parts = { ...WHOLE, canResend: false };
    expect(completenessOf({ ...parts, ledger: holed }).summary).toBe(
      '3 passings missing since 2026-11-24 14:02 UTC: this decoder cannot send them again.',
    );
    for (const isConnected of [true, false])
      expect(completenessOf({ ...parts, ledger: begun, isConnected })).toMatchObject({
        state: 'unknown',
        summary: expect.stringMatching(
          /^No number is missing between those that came\. It cannot be asked/,
        ) as string,
      });
  });

  it('says that a recording is read, and that nothing but that is known to be missing', () => {
    const parts = { ...WHOLE, ledger: holed, isConnected: false, isReadingRecording: true };
    expect(completenessOf(parts)).toMatchObject({
      state: 'recovering',
      summary:
        '3 passings missing since 2026-11-24 14:02 UTC: the recording of the decoder is being read for them.',
    });
    expect(completenessOf({ ...parts, ledger: whole }).state).toBe('unknown');
  });

  it('tells of every missing number, of more holes than it lists as wider ranges', () => {
    const odd = Array.from({ length: 25_000 }, (_, at) => 2 * at + 1);
    const { ledger } = account(beginLedger(1), odd, hole.sinceMs);
    const { missing, missing_ranges: ranges, summary } = completenessOf({ ...WHOLE, ledger });
    expect([missing, ranges.reduce((sum, range) => sum + range.missing, 0)]).toEqual([24_999, 24_999]);
    expect([ranges.length <= 10_000, ranges[0]?.from_number, ranges.at(-1)?.until_number]).toEqual([
      true,
      2,
      49_998,
    ]);
    expect(summary).toMatch(/^24999 passings missing since 2026-11-24 14:02 UTC/);
  });

  it('says what retention dropped: it is not there, and not missing', () => {
    const droppedUntil = { number: 5, timeUs: Date.UTC(2025, 10, 24, 14, 2) * 1000 + 999 };
    const ledger = { ...whole, highest: 9, droppedUntil };
    const parts = { ...WHOLE, ledger };
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
