import { type P3Event, P3Parser, type P3Record, p3Requests } from '#p3';
import { ClientLine } from '../decoder/client-line.js';
import { P3Decoder } from '../decoder/p3-decoder.js';
import { detection, numbersOf, SetClock } from '../testing/listener.js';
import { FaultInjector } from './fault-injector.js';
import type { FaultOptions } from './fault-options.js';
import { RESEND_BEHAVIOURS } from './resend-faults.js';

const PASSINGS = 200;
const ALL = Array.from({ length: PASSINGS }, (_, index) => index + 1);
const DECODER_ID = 0x0002_0f93;

/** A client that takes bad frames as well. */
class Receiver extends ClientLine {
  private readonly parser = new P3Parser();
  private events: P3Event[] = [];

  override send(bytes: Uint8Array): void {
    this.events.push(...this.parser.push(bytes));
  }
  override cut(): void {
    throw new Error('nothing here cuts');
  }
  take(): P3Event[] {
    const taken = this.events;
    this.events = [];
    return taken;
  }
}

/** A decoder that has 200 passings, and a function that asks for them. */
function asked(faults: FaultOptions, seed = 1) {
  const injector = new FaultInjector(faults, seed);
  const decoder = new P3Decoder(new SetClock(), { decoderId: DECODER_ID }, injector);
  const line = new Receiver();
  const connection = decoder.connect(line);
  if (connection === undefined) throw new Error('refused');
  for (let passing = 0; passing < PASSINGS; passing++) decoder.report(detection());
  const ask = (fromNumber = 1, untilNumber = PASSINGS): P3Event[] => {
    line.take();
    connection.receive(p3Requests.resend(fromNumber, untilNumber, undefined, 7));
    return line.take();
  };
  return { injector, ask };
}

const recordsOf = (events: readonly P3Event[]): P3Record[] =>
  events.flatMap((event) => (event.kind === 'record' ? [event.record] : []));

const ACKNOWLEDGE = { type: 'RESEND', fields: { fromNumber: 1, untilNumber: PASSINGS, requestId: 7 } };

describe('resend faults', () => {
  it('should honour it without a fault, and when it is asked to', () => {
    for (const faults of [{}, { resend: 'honoured' }] as const) {
      const records = recordsOf(asked(faults).ask());
      expect(records[0]).toMatchObject(ACKNOWLEDGE);
      expect(numbersOf(records)).toEqual(ALL);
    }
  });

  it('should bring the asked share, the same for the same seed', () => {
    const records = recordsOf(asked({ resend: 'partial', resendShare: 0.8 }).ask());
    const numbers = numbersOf(records);
    expect(records[0]).toMatchObject(ACKNOWLEDGE);
    expect(numbers.length).toBeGreaterThan(140);
    expect(numbers.length).toBeLessThan(180);
    expect(numbersOf(recordsOf(asked({ resend: 'partial', resendShare: 0.8 }).ask()))).toEqual(numbers);
    expect(numbersOf(recordsOf(asked({ resend: 'partial', resendShare: 0.8 }, 2).ask()))).not.toEqual(
      numbers,
    );
    expect(numbersOf(recordsOf(asked({ resend: 'partial' }).ask())).length).toBeLessThan(130);
    expect(numbersOf(recordsOf(asked({ resend: 'partial', resendShare: 0 }).ask()))).toEqual([]);
  });

  it('should refuse it, acknowledge it alone, and answer with either error', () => {
    expect(asked({ resend: 'refused' }).ask()).toEqual([]);
    expect(recordsOf(asked({ resend: 'acknowledged_only' }).ask())).toMatchObject([ACKNOWLEDGE]);
    const { ask } = asked({ resend: 'error' });
    const errors = Array.from({ length: 50 }, () => recordsOf(ask())).flat();
    expect(errors).toHaveLength(50);
    const codes = errors.map(({ type, fields }) => [type, 'errorCode' in fields ? fields.errorCode : 0]);
    expect(new Set(codes.map(String))).toEqual(new Set(['ERROR,4', 'ERROR,5']));
    expect(errors[0]?.fields).toMatchObject({ requestId: 7, decoderId: DECODER_ID });
  });

  it('should send everything twice', () => {
    const records = recordsOf(asked({ resend: 'repeated' }).ask());
    expect(records.filter(({ type }) => type === 'RESEND')).toHaveLength(2);
    expect(numbersOf(records)).toEqual([...ALL, ...ALL]);
  });

  it('should shuffle the passings, be it two', () => {
    const { ask } = asked({ resend: 'out_of_order' });
    const records = recordsOf(ask());
    expect(records[0]).toMatchObject(ACKNOWLEDGE);
    const numbers = numbersOf(records).map((number) => number ?? 0);
    expect(numbers.some((number, at) => number === ALL[at])).toBe(false);
    expect(numbers.sort((a, b) => a - b)).toEqual(ALL);
    expect(numbersOf(recordsOf(ask(4, 5)))).toEqual([5, 4]);
    expect(numbersOf(recordsOf(ask(4, 4)))).toEqual([4]);
  });

  it('should send the passings as those of another decoder', () => {
    const [acknowledge, ...passings] = recordsOf(asked({ resend: 'foreign' }).ask());
    expect(acknowledge?.fields).toMatchObject({ decoderId: DECODER_ID });
    expect(numbersOf(passings)).toEqual(ALL);
    for (const { fields } of passings) expect(fields.decoderId).toBe(0x8002_0f93);
  });

  it('should spoil what is sent again and nothing else, with any behaviour', () => {
    const { ask } = asked({ resendBadCrc: 1 });
    const [acknowledge, ...rest] = ask();
    expect(acknowledge).toMatchObject({ record: ACKNOWLEDGE });
    expect(rest).toHaveLength(PASSINGS);
    for (const event of rest) expect(event).toMatchObject({ kind: 'rejected', reason: 'bad_crc' });
    const some = numbersOf(recordsOf(asked({ resendBadCrc: 0.1, resend: 'foreign' }).ask())).length;
    expect(some).toBeGreaterThan(160);
    expect(some).toBeLessThan(200);
    expect(recordsOf(asked({ resendBadCrc: 1, resend: 'error' }).ask())).toHaveLength(1);
  });

  it('should be switched while it runs', () => {
    const { injector, ask } = asked({ resend: 'refused' });
    expect(ask()).toEqual([]);
    injector.set({});
    expect(numbersOf(recordsOf(ask()))).toEqual(ALL);
  });

  it('should refuse what it does not know, and name what it does', () => {
    const unknown = { resend: 'politely' } as unknown as FaultOptions;
    expect(() => new FaultInjector(unknown)).toThrow(
      `fault resend: politely, give ${RESEND_BEHAVIOURS.join(', ')}`,
    );
    expect(() => new FaultInjector({ resendShare: 2 })).toThrow('fault resendShare: 2 is no probability');
    expect(() => new FaultInjector({ answerDelayMs: -1 })).toThrow('fault answerDelayMs: -1, give 0 to');
  });
});
