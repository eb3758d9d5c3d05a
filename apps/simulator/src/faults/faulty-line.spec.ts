import { jest } from '@jest/globals';
import { p3Requests } from '#p3';
import { P3Decoder } from '../decoder/p3-decoder.js';
import { detection, Listener, NOON_US, numbersOf, SetClock } from '../testing/listener.js';
import { FaultInjector } from './fault-injector.js';
import type { FaultOptions } from './fault-options.js';
import { FaultyLine } from './faulty-line.js';

function connectedThrough(options: FaultOptions) {
  const faults = new FaultInjector(options);
  const decoder = new P3Decoder(new SetClock(), {}, faults);
  const line = new Listener();
  const connection = decoder.connect(new FaultyLine(line, faults));
  if (connection === undefined) throw new Error('refused');
  return { faults, decoder, line, connection };
}

describe('FaultyLine', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('should bring answers late, whole and in order, and pushed passings at once', () => {
    const { faults, decoder, line, connection } = connectedThrough({ answerDelayMs: 500 });
    decoder.report(detection());
    connection.receive(p3Requests.resend(1, 1));
    decoder.report(detection());
    expect(numbersOf(line.heard())).toEqual([1, 2]);
    expect(decoder.resends.all()).toMatchObject([{ askedAtUs: NOON_US }]);
    jest.advanceTimersByTime(499);
    expect(line.heard()).toEqual([]);

    faults.set({});
    connection.receive(p3Requests.ping());
    jest.advanceTimersByTime(500);
    expect(line.heard().map(({ type }) => type)).toEqual(['RESEND', 'PASSING', 'PING']);
    connection.receive(p3Requests.ping());
    expect(line.heard().map(({ type }) => type)).toEqual(['PING']);
  });

  it('should take a client and say nothing at all when frozen, and go on when it wakes', () => {
    const { faults, decoder, line, connection } = connectedThrough({ silent: true });
    decoder.report(detection());
    decoder.pushStatus();
    connection.receive(p3Requests.session());
    connection.receive(p3Requests.resend(1, 1));
    jest.runAllTimers();
    expect(line.frames).toEqual([]);
    expect(decoder.clientCount).toBe(1);
    expect(Object.fromEntries(decoder.asked)).toEqual({ SESSION: 1, RESEND: 1 });
    faults.set({});
    decoder.report(detection());
    expect(numbersOf(line.heard())).toEqual([2]);
  });

  it('should keep what is late from a line that froze meanwhile', () => {
    const { faults, line, connection } = connectedThrough({ answerDelayMs: 500 });
    connection.receive(p3Requests.ping());
    faults.set({ silent: true });
    jest.runAllTimers();
    expect(line.frames).toEqual([]);
  });
});
