import { account, beginLedger, type DecoderLedger, missingCount, renumber } from './decoder-ledger.js';
import { UNKNOWN_NUMBERING } from './numbering.js';
import { fetchAgain, hasLostPassings, isSetBack } from './set-back.js';

const NOW_MS = 1000;
const upTo = (highest: number, known?: DecoderLedger): DecoderLedger =>
  account(
    known,
    Array.from({ length: highest }, (_, at) => at + 1),
    0,
  ).ledger;
const lost = upTo(100);
const above = (known: DecoderLedger, from: number, until: number): DecoderLedger =>
  account(
    known,
    Array.from({ length: until - from + 1 }, (_, at) => from + at),
    0,
  ).ledger;

describe(isSetBack, () => {
  it.each<[string, DecoderLedger | undefined, number, boolean]>([
    ['none at all', undefined, 0, true],
    ['an older version', lost, 4, true],
    ['the same', lost, 5, false],
    ['a newer one of another gateway', upTo(101), 6, false],
    ['a newer version of fewer numbers', upTo(90), 7, true],
    ['a newer version of another numbering', renumber(lost, 1, UNKNOWN_NUMBERING), 6, false],
  ])('%s', (_, ledger, version, isBack) => {
    expect(isSetBack({ version: 5, ledger: lost }, ledger && { version, ledger })).toBe(isBack);
  });
});

describe(hasLostPassings, () => {
  it.each<[string, DecoderLedger, DecoderLedger | undefined, boolean]>([
    ['passings, and nothing is left', lost, undefined, true],
    ['no passing, and nothing is left', { ...beginLedger(5), isReconciled: true }, undefined, false],
    ['an earlier numbering, and nothing is left', { ...beginLedger(5), epoch: 2 }, undefined, true],
    ['the last passings', lost, upTo(90), true],
    ['the last passings, as many newer ones being there', lost, above(upTo(90), 101, 130), true],
    ['none, newer ones being there', lost, above(lost, 101, 130), false],
    ['a mark only', { ...lost, isReconciled: true }, lost, false],
    ['a numbering that had begun again', renumber(lost, 1, UNKNOWN_NUMBERING), lost, true],
  ])('%s', (_, before, found, isLost) => {
    expect(hasLostPassings(before, found)).toBe(isLost);
  });
});

describe(fetchAgain, () => {
  it('has missing what was confirmed and is not there', () => {
    const found = fetchAgain(lost, upTo(80), NOW_MS);
    expect([...found.missing]).toEqual([{ from: 81, until: 100, sinceMs: NOW_MS }]);
    expect(found.highest).toBe(100);
  });

  it('has everything missing where nothing is left, but what retention had dropped', () => {
    expect(missingCount(fetchAgain(lost, undefined, NOW_MS))).toBe(100);
    const dropped = { ...lost, droppedUntil: { number: 40, timeUs: 0 } };
    expect([...fetchAgain(dropped, undefined, NOW_MS).missing]).toEqual([
      { from: 41, until: 100, sinceMs: NOW_MS },
    ]);
  });

  it('has the decoder asked where its numbers had begun again', () => {
    const anew = renumber(lost, 1, UNKNOWN_NUMBERING);
    expect(fetchAgain(anew, upTo(90), NOW_MS).unproven).toMatchObject({ highest: 90 });
  });

  it('leaves alone what is ahead', () => {
    const ahead = { ...beginLedger(1), epoch: 2 };
    expect(fetchAgain(lost, ahead, NOW_MS)).toBe(ahead);
  });
});
