import { type P3Record, p3Requests } from '#p3';
import { connected, detection, numbersOf, SetClock } from '../testing/listener.js';
import type { DecoderConnection } from './client-line.js';
import { P3Decoder } from './p3-decoder.js';

/** A decoder with a connected client, and functions that ask and return the answer. */
function asking(options: ConstructorParameters<typeof P3Decoder>[1] = {}): {
  decoder: P3Decoder;
  connection: DecoderConnection;
  pushed: () => (number | undefined)[];
  resent: (fromNumber: number, untilNumber: number) => (number | undefined)[];
  session: () => P3Record['fields'] | undefined;
} {
  const decoder = new P3Decoder(new SetClock(), options);
  const { line, connection } = connected(decoder);
  const answerTo = (request: Uint8Array): P3Record[] => {
    line.heard();
    connection.receive(request);
    return line.heard();
  };
  return {
    decoder,
    connection,
    pushed: () => numbersOf(line.heard()),
    resent: (fromNumber, untilNumber) => numbersOf(answerTo(p3Requests.resend(fromNumber, untilNumber))),
    session: () => answerTo(p3Requests.session())[0]?.fields,
  };
}

describe('P3Decoder numbers', () => {
  it('should send a forged number to every client and go on as if it had not been', () => {
    const { decoder, pushed, resent, session } = asking();
    const other = connected(decoder);
    decoder.report(detection());
    expect(decoder.forge(4294967295)).toMatchObject({ passingNumber: 4294967295, pushed: true });
    decoder.forge(0, { ...detection(), transponder: 77 });
    decoder.report(detection());
    expect(pushed()).toEqual([1, 4294967295, 0, 2]);
    expect(other.line.heard()[2]?.fields).toMatchObject({ passingNumber: 0, transponder: 77 });
    expect(decoder.ledger.all().map(({ passingNumber }) => passingNumber)).toEqual([1, 2]);
    expect(session()).toMatchObject({ firstNumber: 1, lastNumber: 2 });
    expect(resent(0, 4294967295)).toEqual([1, 2]);
  });

  it('should skip numbers, and keep what was before', () => {
    const { decoder, pushed, resent, session } = asking();
    decoder.report(detection());
    decoder.skipTo(1000);
    decoder.report(detection());
    expect(pushed()).toEqual([1, 1000]);
    expect(resent(1, 2000)).toEqual([1, 1000]);
    expect(session()).toMatchObject({ sessionNumber: 1, firstNumber: 1, lastNumber: 1000 });
  });

  it('should come back after days with the last numbers kept, in its step and not pushed', () => {
    const { decoder, pushed, resent, session } = asking({ numberStep: 2 });
    decoder.report(detection());
    pushed();
    decoder.skipTo(8841, 3);
    expect(pushed()).toEqual([]);
    expect(session()).toMatchObject({ firstNumber: 8835, lastNumber: 8839 });
    expect(resent(0, 9999)).toEqual([8835, 8837, 8839]);
    expect(decoder.ledger.all().map(({ pushed: each }) => each)).toEqual([true, false, false, false]);
    const times = decoder.ledger.all().map(({ rtcTimeUs }) => rtcTimeUs);
    expect(times.slice(1)).toEqual([...times.slice(1)].sort((a, b) => a - b));

    decoder.skipTo(20_001, 0);
    expect(session()).toMatchObject({ firstNumber: 20_001, lastNumber: 20_000 });
    expect(resent(0, 99_999)).toEqual([]);
  });

  it('should count on at 0 behind 4294967295, in steps of 2 at 1', () => {
    const { decoder, pushed, resent, session } = asking({ startNumber: 4294967294 });
    for (let passing = 0; passing < 4; passing++) decoder.report(detection());
    expect(pushed()).toEqual([4294967294, 4294967295, 0, 1]);
    expect(session()).toMatchObject({ firstNumber: 4294967294, lastNumber: 1 });
    expect(resent(4294967295, 4294967295)).toEqual([4294967295]);
    expect(resent(0, 1)).toEqual([0, 1]);

    const odd = asking({ startNumber: 4294967295, numberStep: 2 });
    for (let passing = 0; passing < 2; passing++) odd.decoder.report(detection());
    expect(odd.pushed()).toEqual([4294967295, 1]);
  });

  it('should acknowledge a range of before the wrap as it was asked for', () => {
    const decoder = new P3Decoder(new SetClock());
    const { line, connection } = connected(decoder);
    decoder.skipTo(2, 4);
    connection.receive(p3Requests.resend(4294967294, 4294967295));
    const [acknowledge, ...passings] = line.heard();
    expect(acknowledge?.fields).toMatchObject({ fromNumber: 4294967294, untilNumber: 4294967295 });
    expect(numbersOf(passings)).toEqual([4294967294, 4294967295]);
  });

  it.each([-1, 1.5, 4294967296, NaN])('should refuse %d, which is no u32', (number) => {
    const decoder = new P3Decoder(new SetClock());
    expect(() => decoder.forge(number)).toThrow(RangeError);
    expect(() => {
      decoder.skipTo(number);
    }).toThrow(RangeError);
    expect(decoder.report(detection()).passingNumber).toBe(1);
  });
});
