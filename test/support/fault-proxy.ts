import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '../../apps/simulator/src/track/random.js';
import { FaultyLine } from './faulty-line.js';
import {
  type Admission,
  type Break,
  type Direction,
  GOOD_LINE,
  type LineConditions,
} from './line-conditions.js';

const HOST = '127.0.0.1';

interface PlannedBreak {
  readonly direction: Direction;
  readonly how: Break;
  readonly done: () => void;
  bytesLeft: number;
}

/** A way to a TCP server with every fault that networks have. Faults are switched while it runs. */
export class FaultProxy {
  /** Times after which clients gave up their half-open lines. */
  readonly foundAfterMs: number[] = [];
  private readonly server: Server;
  private readonly lines = new Set<FaultyLine>();
  private conditions = GOOD_LINE;
  private planned: PlannedBreak | undefined;

  private constructor(
    private readonly serverPort: number,
    private readonly random: Random,
  ) {
    this.server = createServer({ noDelay: true }, (client) => {
      this.accept(client);
    });
  }

  static async open(serverPort: number, random: Random): Promise<FaultProxy> {
    const proxy = new FaultProxy(serverPort, random);
    proxy.server.listen(0, HOST);
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Sets the conditions of every line from now on; `set({})` heals them. */
  set(conditions: Partial<LineConditions>): void {
    this.conditions = { ...GOOD_LINE, ...conditions };
  }

  /** Whether there is an unbroken line. */
  get isOpen(): boolean {
    return [...this.lines].some(({ isBroken }) => !isBroken);
  }

  /** Breaks every open line at once, and drops the planned break. */
  break(how: Break): void {
    this.planned = undefined;
    for (const line of this.lines) line.break(how);
  }

  /** Lets `bytes` pass in this direction, and breaks the line of the next byte before it. Resolves then. */
  breakAfter(bytes: number, direction: Direction, how: Break): Promise<void> {
    return new Promise((done) => {
      this.planned = { bytesLeft: bytes, direction, how, done };
    });
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const line of this.lines) line.reset();
    await closed;
  }

  private accept(client: Socket): void {
    const server = connect({ host: HOST, port: this.serverPort, noDelay: true });
    const line = new FaultyLine({
      client,
      server,
      random: this.random,
      conditions: () => this.conditions,
      admit: (direction, bytes) => this.admit(direction, bytes),
      found: (afterMs) => this.foundAfterMs.push(afterMs),
    });
    this.lines.add(line);
    client.once('close', () => this.lines.delete(line));
  }

  private admit(direction: Direction, bytes: number): Admission {
    const { planned } = this;
    if (planned?.direction !== direction) return { bytes };
    if (bytes <= planned.bytesLeft) {
      planned.bytesLeft -= bytes;
      return { bytes };
    }
    this.planned = undefined;
    planned.done();
    return { bytes: planned.bytesLeft, thenBreak: planned.how };
  }
}
