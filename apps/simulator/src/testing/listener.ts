import { type P3Event, P3Parser, type P3Record } from '#p3';
import { ClientLine, type DecoderConnection } from '../decoder/client-line.js';
import { Clock } from '../decoder/clock.js';
import type { P3Decoder } from '../decoder/p3-decoder.js';
import type { Detection } from '../track/crossing.js';

export const NOON_US = 1_760_000_000_000_000;

export class SetClock extends Clock {
  timeUs = NOON_US;
  override nowUs(): number {
    return this.timeUs;
  }
}

/** A client that hears everything at once. */
export class Listener extends ClientLine {
  readonly frames: Uint8Array[] = [];
  private readonly parser = new P3Parser();
  private events: P3Event[] = [];

  override send(bytes: Uint8Array): void {
    this.frames.push(bytes);
    this.events.push(...this.parser.push(bytes));
  }
  override cut(): void {
    throw new Error('nothing here cuts');
  }
  /** Returns the records since the last call; throws on rejected bytes. */
  heard(): P3Record[] {
    const records = this.events.map((event) => {
      if (event.kind === 'rejected') throw new Error(`rejected: ${event.reason}`);
      return event.record;
    });
    this.events = [];
    return records;
  }
}

export function connected(decoder: P3Decoder): { line: Listener; connection: DecoderConnection } {
  const line = new Listener();
  const connection = decoder.connect(line);
  if (connection === undefined) throw new Error('refused');
  return { line, connection };
}

export const detection = (timeUs = NOON_US): Detection => ({
  timeUs,
  transponder: 102758186,
  strength: 120,
  hits: 30,
});

export const numbersOf = (records: readonly P3Record[]): (number | undefined)[] =>
  records.flatMap((record) => (record.type === 'PASSING' ? [record.fields.passingNumber] : []));
