import type { P3Event, RecordTypeName } from '#p3';

/** One RESEND as a client asked for it. */
export interface AskedResend {
  /** 1 for the first client that ever connected, and one more for each. */
  readonly connection: number;
  readonly fromNumber: number;
  readonly untilNumber: number;
  /** Time on the host's clock. */
  readonly askedAtUs: number;
}

/** Bounds the memory of a decoder that is asked all night. */
const MAX_LOGGED = 10_000;
const US_PER_MS = 1000;

/** Log of the RESENDs of clients and their times, to check that they stay within bounds. Holds the newest 10,000. */
export class ResendLog {
  private readonly log: AskedResend[] = [];

  all(): readonly AskedResend[] {
    return [...this.log];
  }

  add(asked: AskedResend): void {
    this.log.push(asked);
    if (this.log.length > MAX_LOGGED) this.log.shift();
  }

  /** Counts requests for exactly this range. */
  timesAsked(fromNumber: number, untilNumber: number): number {
    return this.log.filter((each) => each.fromNumber === fromNumber && each.untilNumber === untilNumber)
      .length;
  }

  /** Counts the most requests of all connections in any span of time, the end of the span not in it. */
  mostWithin(spanMs: number): number {
    let most = 0;
    let start = 0;
    this.log.forEach(({ askedAtUs }, at) => {
      while (askedAtUs - (this.log[start]?.askedAtUs ?? askedAtUs) >= spanMs * US_PER_MS) start++;
      most = Math.max(most, at - start + 1);
    });
    return most;
  }

  /** Count of numbers in the largest range. */
  mostNumbers(): number {
    return this.log.reduce(
      (most, { fromNumber, untilNumber }) => Math.max(most, untilNumber - fromNumber + 1),
      0,
    );
  }

  /** Requests for a number that the same connection had asked for before. */
  askedAgain(): readonly AskedResend[] {
    return this.log.filter((later, at) =>
      this.log
        .slice(0, at)
        .some((earlier) => earlier.connection === later.connection && meet(earlier, later)),
    );
  }
}

/** Log of the requests of clients. */
export class AskedLog {
  /** Count by type of record; rejected bytes count as UNKNOWN. */
  readonly byType = new Map<RecordTypeName, number>();
  readonly resends = new ResendLog();

  note(event: P3Event, connection: number, askedAtUs: number): void {
    const type = event.kind === 'record' ? event.record.type : 'UNKNOWN';
    this.byType.set(type, (this.byType.get(type) ?? 0) + 1);
    if (event.kind !== 'record' || event.record.type !== 'RESEND') return;
    const { fromNumber, untilNumber } = event.record.fields;
    if (fromNumber === undefined || untilNumber === undefined) return;
    this.resends.add({ connection, fromNumber, untilNumber, askedAtUs });
  }
}

function meet(one: AskedResend, other: AskedResend): boolean {
  return one.fromNumber <= other.untilNumber && other.fromNumber <= one.untilNumber;
}
