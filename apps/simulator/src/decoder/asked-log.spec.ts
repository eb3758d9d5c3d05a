import { encodeRecord, p3Requests } from '#p3';
import { connected, SetClock } from '../testing/listener.js';
import { P3Decoder } from './p3-decoder.js';
import { ResendLog } from './asked-log.js';

const SECOND_US = 1_000_000;

describe('ResendLog', () => {
  it('should hold each range that was asked for, with its connection and its time', () => {
    const clock = new SetClock();
    const decoder = new P3Decoder(clock);
    const askedAtUs = clock.timeUs;
    const first = connected(decoder);
    first.connection.receive(p3Requests.resend(5, 9));
    first.connection.closed();
    clock.timeUs += SECOND_US;
    const second = connected(decoder);
    second.connection.receive(p3Requests.resend(5, 9));
    second.connection.receive(p3Requests.resend(10, 1009));
    second.connection.receive(encodeRecord('RESEND', { fromNumber: 1 }));

    expect(decoder.resends.all()).toEqual([
      { connection: 1, fromNumber: 5, untilNumber: 9, askedAtUs },
      { connection: 2, fromNumber: 5, untilNumber: 9, askedAtUs: askedAtUs + SECOND_US },
      { connection: 2, fromNumber: 10, untilNumber: 1009, askedAtUs: askedAtUs + SECOND_US },
    ]);
    expect(decoder.resends.timesAsked(5, 9)).toBe(2);
    expect(decoder.resends.timesAsked(5, 8)).toBe(0);
    expect(decoder.resends.mostNumbers()).toBe(1000);
    expect(decoder.asked.get('RESEND')).toBe(4);
  });

  it('should tell the most requests in any second, not in a row of them', () => {
    const log = new ResendLog();
    expect(log.mostWithin(1000)).toBe(0);
    for (let asked = 0; asked < 20; asked++) {
      log.add({
        connection: 1,
        fromNumber: asked,
        untilNumber: asked,
        askedAtUs: (asked * SECOND_US) / 5,
      });
    }
    expect(log.mostWithin(1000)).toBe(5);
    log.add({ connection: 2, fromNumber: 0, untilNumber: 0, askedAtUs: (19 * SECOND_US) / 5 });
    expect(log.mostWithin(1000)).toBe(6);
  });

  it('should find what a connection asked for again, also as a part of a range', () => {
    const log = new ResendLog();
    const asked = (connection: number, fromNumber: number, untilNumber: number): void => {
      log.add({ connection, fromNumber, untilNumber, askedAtUs: 0 });
    };
    asked(1, 1, 10);
    asked(1, 11, 20);
    asked(2, 1, 10);
    expect(log.askedAgain()).toEqual([]);
    asked(2, 10, 12);
    expect(log.askedAgain()).toMatchObject([{ connection: 2, fromNumber: 10, untilNumber: 12 }]);
  });

  it('should hold the newest only', () => {
    const log = new ResendLog();
    for (let number = 0; number < 10_003; number++) {
      log.add({ connection: 1, fromNumber: number, untilNumber: number, askedAtUs: 0 });
    }
    expect(log.all()).toHaveLength(10_000);
    expect(log.all()[0]?.fromNumber).toBe(3);
  });
});
