import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { P3Parser, type RecordTypeName } from '#p3';
import { type DecoderOptions, FaultInjector, type FaultOptions, P3Decoder } from '#simulator';
import { ClientLine } from '../../../apps/simulator/src/decoder/client-line.js';
import { SystemClock } from '../../../apps/simulator/src/decoder/clock.js';

/** A question that came, with the answer that a good decoder gives to it. */
export interface Asked {
  readonly type: RecordTypeName;
  readonly answer: readonly Uint8Array[];
  readonly line: StrangeLine;
  readonly decoder: StrangeDecoder;
}

/** How one decoder differs from a good one; it is good in all that is not said. */
export interface Strangeness {
  /** What it does, as the end of a sentence about it. */
  readonly name: string;
  readonly decoder?: DecoderOptions;
  /** Of what it reports and sends again; some passings are held back, so that it is asked for them. */
  readonly faults?: FaultOptions;
  readonly answers?: (asked: Asked) => void;
  /** What goes out in place of a frame that it sends by itself, its `nth` on this line. */
  readonly pushes?: (frame: Uint8Array, nth: number, line: StrangeLine) => readonly Uint8Array[];
  /** Before its `nth` passing of so many. */
  readonly before?: (decoder: StrangeDecoder, nth: number, of: number) => void;
  /** Whether it lets a client in. */
  readonly takes?: (decoder: StrangeDecoder) => boolean;
  /** How often it may have been connected to at the end; 1. */
  readonly connects?: number;
  /** Its passings may lie so far from when they happened, because nothing tells when that was; 2 s. */
  readonly mayBeOffMs?: number;
  /** No passing comes of it at all. */
  readonly isSilent?: boolean;
}

const STATUS_PERIOD_MS = 1000;
/** A number that is given again, because they restarted, meets another rider. */
const MOST_TRANSPONDERS = 4999;
const USUAL_FAULTS: FaultOptions = { hole: 0.03 };

/** A line to a client that remembers what passings went out on it whole. */
export class StrangeLine extends ClientLine {
  private readonly parser = new P3Parser({ checkLength: false });
  private readonly types: RecordTypeName[] = [];
  private readonly questions = new P3Parser({ checkLength: false });
  private pushed = 0;

  constructor(
    private readonly socket: Socket,
    private readonly decoder: StrangeDecoder,
    private readonly strangeness: Strangeness,
  ) {
    super();
  }

  /** Notes what is asked, in the order in which the answers will be given. */
  hear(chunk: Uint8Array): void {
    for (const event of this.questions.push(chunk))
      this.types.push(event.kind === 'record' ? event.record.type : 'UNKNOWN');
  }

  override send(frame: Uint8Array): void {
    const out = this.strangeness.pushes?.(frame, this.pushed++, this) ?? [frame];
    for (const each of out) this.write(each, true);
  }

  override answer(frames: Iterable<Uint8Array>): void {
    const type = this.types.shift() ?? 'UNKNOWN';
    const asked = { type, answer: [...frames], line: this, decoder: this.decoder };
    if (this.strangeness.answers === undefined) this.writeAll(asked.answer);
    else this.strangeness.answers(asked);
  }

  writeAll(frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.write(frame);
  }

  /** `isLive`: it goes out by itself, and answers nothing. */
  write(bytes: Uint8Array, isLive = false): void {
    if (!this.socket.writable) return;
    this.socket.write(bytes, (error) => {
      if (error != null) return;
      for (const event of this.parser.push(bytes))
        if (event.kind === 'record' && event.record.type === 'PASSING')
          this.decoder.wentOut(keyOf(event.record.fields), isLive);
    });
  }

  later(ms: number, work: () => void): void {
    this.decoder.later(ms, work);
  }

  /** The decoder is in a fit of silence. */
  get isSilenced(): boolean {
    return this.decoder.notes.has('silent');
  }

  /** Hangs up; what went out still arrives. */
  override cut(): void {
    this.socket.end();
  }
}

/** No two passings of a decoder have both in common. */
export function keyOf(passing: {
  readonly passingNumber?: number | undefined;
  readonly transponder?: number | undefined;
}): string {
  return `${passing.passingNumber ?? ''} ${passing.transponder ?? ''}`;
}

/** A decoder on a TCP port that is strange in one way, and knows what reached its clients. */
export class StrangeDecoder {
  /** Each passing that went out whole: its number and its transponder. */
  readonly reached = new Set<string>();
  /** Those of them that went out by themselves, and not only because they were asked for. */
  readonly live = new Set<string>();
  /** When each passing happened by the clock of the host. */
  readonly crossedAtUs = new Map<string, number>();
  readonly inner: P3Decoder;
  readonly faults: FaultInjector;
  clients = 0;
  /** For what a strangeness has to remember. */
  readonly notes = new Map<string, number>();
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly status: NodeJS.Timeout;

  private constructor(
    readonly strangeness: Strangeness,
    readonly random: () => number,
    seed: number,
  ) {
    const { faults, decoder } = strangeness;
    this.faults = new FaultInjector({ ...USUAL_FAULTS, ...faults }, seed);
    this.inner = new P3Decoder(
      new SystemClock(),
      { keptPassings: 1_000_000, decoderId: 0x30000 + (seed % 0xffff), ...decoder },
      this.faults,
    );
    this.server = createServer({ noDelay: true }, (socket) => {
      this.serve(socket);
    });
    this.status = setInterval(() => {
      this.inner.pushStatus();
    }, STATUS_PERIOD_MS);
  }

  static async open(strangeness: Strangeness, random: () => number, seed: number): Promise<StrangeDecoder> {
    const decoder = new StrangeDecoder(strangeness, random, seed);
    await new Promise<void>((resolve) => decoder.server.listen(0, '127.0.0.1', resolve));
    return decoder;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Somebody crosses its loop. */
  cross(nth: number, of: number): void {
    if (this.strangeness.isSilent === true) return;
    this.strangeness.before?.(this, nth, of);
    const timeUs = Date.now() * 1000;
    const transponder = 1000 + (nth % MOST_TRANSPONDERS);
    const passing = this.inner.report({ timeUs, transponder, strength: 90, hits: 20 });
    this.crossedAtUs.set(keyOf(passing), timeUs);
  }

  wentOut(key: string, isLive: boolean): void {
    this.reached.add(key);
    if (isLive) this.live.add(key);
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.end();
  }

  later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    this.timers.add(timer);
  }

  async close(): Promise<void> {
    clearInterval(this.status);
    for (const timer of this.timers) clearTimeout(timer);
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    socket.on('error', () => undefined);
    if (this.strangeness.takes?.(this) === false) {
      socket.end();
      socket.resume();
      return;
    }
    const line = new StrangeLine(socket, this, this.strangeness);
    const connection = this.inner.connect(line);
    if (connection === undefined) {
      socket.end();
      socket.resume();
      return;
    }
    this.clients++;
    this.sockets.add(socket);
    socket.on('data', (chunk) => {
      line.hear(chunk);
      connection.receive(chunk);
    });
    const closed = (): void => {
      if (!this.sockets.delete(socket)) return;
      this.clients--;
      connection.closed();
    };
    socket.on('end', closed);
    socket.on('close', closed);
  }
}
