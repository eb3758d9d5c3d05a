import {
  type DecoderSession,
  differsInTimeAlone,
  isLaterThan,
  isFromLower,
  isSamePassing,
  isTelling,
  UNKNOWN_NUMBERING,
  verdictOfInventory,
  verdictOfSession,
  verdictOfWitness,
  type Witness,
} from './numbering.js';

const passing = (number: number, rtcTimeUs: number | null = number, transponderId = '1'): Witness => ({
  number,
  rtcTimeUs,
  transponderId,
});
const KNOWN = { wireId: 7, sessionNumber: 1, sessionTimeS: 100, lowestNumber: 1 };
const session = (
  lastNumber: number,
  numbering: Partial<typeof KNOWN> = {},
  firstNumber = 1,
): DecoderSession => ({
  firstNumber,
  lastNumber,
  numbering: { ...KNOWN, ...numbering },
});

describe('a passing that is asked for again', () => {
  it('settles it by its time and its transponder', () => {
    expect(verdictOfWitness(passing(10), passing(10))).toBe('goes_on');
    expect(verdictOfWitness(passing(10), passing(10, 11))).toBe('began_again');
    expect(verdictOfWitness(passing(10), passing(10, 10, '2'))).toBe('began_again');
  });

  it('tells nothing without a time of the decoder', () => {
    expect([passing(1), passing(1, null)].map(isTelling)).toEqual([true, false]);
    expect(isLaterThan(passing(10, null), passing(1, 11))).toBe(false);
    expect(isLaterThan(passing(10), passing(1, null))).toBe(false);
  });

  it('is of another numbering where a lower number comes at a later time', () => {
    expect(isLaterThan(passing(10), passing(1, 11))).toBe(true);
    expect(isLaterThan(passing(10), passing(1))).toBe(false);
    expect(isLaterThan(passing(10), passing(11, 12))).toBe(false);
    expect(isLaterThan(null, passing(1))).toBe(false);
    expect(isSamePassing(passing(1), passing(1, 1, '2'))).toBe(true);
  });
});

describe(verdictOfSession.name, () => {
  it('proves nothing where the session is the same, whatever is not told', () => {
    expect(verdictOfSession(KNOWN, 10, session(10))).toBeUndefined();
    expect(verdictOfSession(KNOWN, 10, session(500))).toBeUndefined();
    expect(verdictOfSession(UNKNOWN_NUMBERING, 10, session(10))).toBeUndefined();
    expect(verdictOfSession(KNOWN, 10, { ...session(10), numbering: UNKNOWN_NUMBERING })).toBeUndefined();
  });

  it.each([
    ['another decoder', session(10, { wireId: 8 })],
    ['another session', session(10, { sessionNumber: 2 })],
    ['another start', session(10, { sessionTimeS: 101 })],
    ['a last number below', session(9)],
    ['a first number below', session(10, { lowestNumber: 0 })],
    ['numbers from elsewhere', session(3, {}, 500)],
  ])('proves that they began again by %s', (_, told) => {
    expect(verdictOfSession(KNOWN, 10, told)).toBe('began_again');
  });

  it('is in doubt where it began at another second alone', () => {
    expect(differsInTimeAlone(KNOWN, { ...KNOWN, sessionTimeS: 101 })).toBe(true);
    expect(differsInTimeAlone(KNOWN, { ...KNOWN, sessionTimeS: 101, sessionNumber: 2 })).toBe(false);
    expect(differsInTimeAlone(KNOWN, KNOWN)).toBe(false);
  });
});

describe(isFromLower.name, () => {
  it('is so where the lowest number fell, and not where either is not told', () => {
    const to = (lowestNumber: number | null) =>
      isFromLower({ ...KNOWN, lowestNumber: 5 }, { ...KNOWN, lowestNumber });
    expect([to(4), to(5), to(6), to(null)]).toEqual([true, false, false, false]);
    expect(isFromLower({ ...KNOWN, lowestNumber: null }, KNOWN)).toBe(false);
  });
});

describe(verdictOfInventory.name, () => {
  const verdict = (numbers: readonly number[], kept: readonly number[], others: readonly number[]) =>
    verdictOfInventory(10, {
      sent: numbers.map((each) => passing(each)),
      kept: new Set(kept),
      others: new Set(others),
    });

  it('believes one that is another before one that is kept', () => {
    expect(verdict([1, 2], [1], [2])).toBe('began_again');
    expect(verdict([1, 2], [1], [])).toBe('goes_on');
  });

  it('takes numbers right behind those that were counted for their continuation, and no others', () => {
    expect(verdict([11, 12], [], [])).toBe('goes_on');
    expect(verdict([12], [], [])).toBe('goes_on');
    expect(verdict([13], [], [])).toBeUndefined();
    expect(verdict([], [], [])).toBeUndefined();
    expect(verdict([10, 11], [], [])).toBe('began_again');
  });
});
