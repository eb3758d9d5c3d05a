import type { ClockOrigin, DecoderSide, Reply } from '#decoder';
import type { ClientLine, DecoderConnection } from '../decoder/client-line.js';
import type { Clock } from '../decoder/clock.js';
import { keptPassing, type KeptPassing } from '../decoder/kept-passing.js';
import { PassingLedger } from '../decoder/passing-ledger.js';
import type { Detection } from '../track/crossing.js';

const KEPT_PASSINGS = 200_000;
/** Step of the clock: text protocols have whole milliseconds. */
const STEP_US = 1000;
const DAY_US = 86_400_000_000;
const REPEAT_MS = 300;

interface Client {
  readonly line: ClientLine;
  isPushedTo: boolean;
  written: string;
}

/** A decoder that speaks any protocol by its `DecoderSide`: numbers and keeps its passings, and sends them to each client. */
export class LineDecoder {
  readonly ledger = new PassingLedger(KEPT_PASSINGS);
  private readonly clients = new Set<Client>();
  private poweredUpUs: number;
  private nextNumber = 1;
  /** Passings that are not acknowledged yet, the oldest first. */
  private unacknowledged: KeptPassing[] = [];
  private repeating: NodeJS.Timeout | undefined;

  constructor(
    private readonly side: DecoderSide,
    private readonly origin: ClockOrigin,
    private readonly clock: Clock,
  ) {
    this.poweredUpUs = clock.nowUs();
  }

  get clientCount(): number {
    return this.clients.size;
  }

  connect(line: ClientLine): DecoderConnection {
    const client: Client = { line, isPushedTo: this.side.pushesUnasked, written: '' };
    this.clients.add(client);
    this.sendOldest();
    return {
      receive: (bytes) => {
        this.receive(client, bytes);
      },
      closed: () => {
        this.clients.delete(client);
      },
    };
  }

  /** Reports a detection at the loop, at a time of the host. */
  report(detection: Detection): KeptPassing {
    const passing = keptPassing(detection, {
      epoch: 1,
      passingNumber: this.nextNumber++,
      rtcTimeUs: this.rtcTimeUs(detection.timeUs),
      pushed: true,
    });
    this.ledger.append(passing);
    if (!this.side.waitsForAcknowledgement) this.push(this.bytesOf(passing, false));
    else {
      this.unacknowledged.push(passing);
      if (this.unacknowledged.length === 1) this.sendOldest();
    }
    return passing;
  }

  pushStatus(): void {
    const status = this.side.status();
    if (status !== undefined) this.push(status);
  }

  /** Switches the decoder off and on: a clock that counts since then begins anew. */
  restart(): void {
    this.poweredUpUs = this.clock.nowUs();
  }

  stop(): void {
    clearTimeout(this.repeating);
    this.repeating = undefined;
  }

  private receive(client: Client, bytes: Uint8Array): void {
    const { first = 1, last = 0 } = this.ledger.bounds() ?? {};
    const told = { rtcTimeUs: this.rtcTimeUs(this.clock.nowUs()), firstNumber: first, lastNumber: last };
    const { replies, rest } = this.side.answers(client.written + Buffer.from(bytes).toString('latin1'), told);
    client.written = rest;
    for (const reply of replies) this.reply(client, reply);
  }

  private reply(client: Client, reply: Reply): void {
    if (reply === 'push_begins') client.isPushedTo = true;
    else if (reply === 'acknowledged') {
      this.unacknowledged.shift();
      this.sendOldest();
    } else if (reply instanceof Uint8Array) client.line.send(reply);
    else
      for (const passing of this.ledger.range(reply.from, reply.until))
        client.line.send(this.bytesOf(passing, true));
  }

  /** Sends the oldest passing that is not acknowledged, and again until it is. */
  private sendOldest(): void {
    clearTimeout(this.repeating);
    this.repeating = undefined;
    const [oldest] = this.unacknowledged;
    if (oldest === undefined || this.clients.size === 0) return;
    this.push(this.bytesOf(oldest, false));
    this.repeating = setTimeout(() => {
      this.sendOldest();
    }, REPEAT_MS);
  }

  private push(bytes: Uint8Array): void {
    for (const { line, isPushedTo } of this.clients) if (isPushedTo) line.send(bytes);
  }

  private bytesOf(passing: KeptPassing, isResent: boolean): Uint8Array {
    const { passingNumber, transponder, rtcTimeUs, strength = 0, hits = 0 } = passing;
    return this.side.passing({ passingNumber, transponder, rtcTimeUs, strength, hits }, isResent);
  }

  private rtcTimeUs(hostUs: number): number {
    const us = Math.floor(hostUs / STEP_US) * STEP_US;
    switch (this.origin) {
      case 'since_1970':
        return us;
      case 'since_power_up':
        return Math.max(0, us - Math.floor(this.poweredUpUs / STEP_US) * STEP_US);
      case 'time_of_day':
        return us % DAY_US;
    }
  }
}
