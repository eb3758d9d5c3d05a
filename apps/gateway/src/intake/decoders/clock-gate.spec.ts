import { type ArrivedPassing, ClockGate } from './clock-gate.js';

const SECOND_US = 1_000_000;

function passing(passingNumber: number, rtcTimeUs = 0, isAsked = false): ArrivedPassing {
  const fields = { passingNumber, transponder: 1, rtcTimeUs };
  return {
    record: { type: 'PASSING', fields } as unknown as ArrivedPassing['record'],
    receivedAtUs: 10 * SECOND_US,
    isAsked,
  };
}

const numbers = (passed: readonly ArrivedPassing[]): (number | undefined)[] =>
  passed.map(({ record }) => record.fields.passingNumber);

describe('ClockGate', () => {
  let nowMs = 0;
  let measured = 0;
  const gateFor = (isTrusted = false): ClockGate =>
    new ClockGate({
      isTrusted,
      isDoubtful: (rtcTimeUs) => (rtcTimeUs > 100 ? 'ahead' : rtcTimeUs < 0 ? 'behind' : undefined),
      measure: () => measured++,
      monotonicMs: () => nowMs,
    });
  beforeEach(() => {
    [nowMs, measured] = [0, 0];
  });

  it('holds passings until the clock was asked, and lets them go in order', () => {
    const gate = gateFor();
    gate.begin();
    expect(gate.pass([passing(1), passing(2)])).toEqual([]);
    expect(gate.pass([passing(3)])).toEqual([]);
    expect(numbers(gate.settle())).toEqual([1, 2, 3]);
    expect(numbers(gate.pass([passing(4)]))).toEqual([4]);
  });

  it('does not hold more than a thousand', () => {
    const gate = gateFor();
    gate.begin();
    expect(gate.pass(Array.from({ length: 1000 }, (_, at) => passing(at)))).toEqual([]);
    expect(gate.pass([passing(1000)])).toHaveLength(1001);
  });

  it.each([
    { what: 'the decoder is trusted', gate: () => gateFor(true), isClockKnown: false },
    { what: 'the offset is known from before', gate: () => gateFor(), isClockKnown: true },
  ])('is open where $what', ({ gate: make, isClockKnown }) => {
    const gate = make();
    gate.begin(isClockKnown);
    expect(numbers(gate.pass([passing(1)]))).toEqual([1]);
  });

  it('asks again where a passing cannot be of the clock as it was measured, at most every 2 s', () => {
    const gate = gateFor();
    gate.begin(true);
    expect(gate.pass([passing(1, 200)])).toEqual([]);
    expect(measured).toBe(1);
    expect(numbers(gate.settle())).toEqual([1]);
    nowMs = 1999;
    expect(numbers(gate.pass([passing(2, 200)]))).toEqual([2]);
    nowMs = 2000;
    expect(gate.pass([passing(3, 200)])).toEqual([]);
    expect(measured).toBe(2);
  });

  it('does not ask for what is old because it was asked for', () => {
    const gate = gateFor();
    gate.begin(true);
    expect(numbers(gate.pass([passing(1, -200, true)]))).toEqual([1]);
    expect(gate.pass([passing(2, -200)])).toEqual([]);
    expect(measured).toBe(1);
  });

  it('never asks a trusted clock', () => {
    const gate = gateFor(true);
    gate.begin();
    expect(numbers(gate.pass([passing(1, 200)]))).toEqual([1]);
    expect(measured).toBe(0);
  });

  it('tells when nothing waits any more', async () => {
    const gate = gateFor();
    await gate.untilEmpty();
    gate.begin();
    gate.pass([passing(1)]);
    let isEmpty = false;
    const waiting = gate.untilEmpty().then(() => (isEmpty = true));
    await Promise.resolve();
    expect(isEmpty).toBe(false);
    gate.settle();
    await waiting;
    expect(isEmpty).toBe(true);
  });
});
