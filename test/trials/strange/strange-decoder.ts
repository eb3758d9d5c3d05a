import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { P3Parser, type RecordTypeName } from '#p3';
import { type DecoderOptions, FaultInjector, type FaultOptions, P3Decoder } from '#simulator';
import { ClientLine } from '../../../apps/simulator/src/decoder/client-line.js';
import { SystemClock } from '../../../apps/simulator/src/decoder/clock.js';

/** A question of the gateway, with the answer of a good decoder. */
export interface Asked {
  readonly type: RecordTypeName;
  readonly answer: readonly Uint8Array[];
  readonly line: StrangeLine;
  readonly decoder: StrangeDecoder;
}

/** Differences of one decoder to a good one. */
export interface Strangeness {
  /** Behaviour of the decoder, as the end of a sentence about it. */
  readonly name: string;
  readonly decoder?: DecoderOptions;
  /** Faults of its passings; some are held back, so that they are requested. */
  readonly faults?: FaultOptions;
  readonly answers?: (asked: Asked) => void;
  /** Returns the frames to send in place of its `nth` own frame on this line. */
  readonly pushes?: (frame: Uint8Array, nth: number, line: StrangeLine) => readonly Uint8Array[];
  /** Called before its `nth` passing of `of`. */
  readonly before?: (decoder: StrangeDecoder, nth: number, of: number) => void;
  /** Whether it accepts a client. */
  readonly takes?: (decoder: StrangeDecoder) => boolean;
  /** Most connects up to the end; 1 by default. */
  readonly connects?: number;
  /** Allowed error of the times of its passings, where no true time can be known; 2 s by default. */
  readonly mayBeOffMs?: number;
  /** Whether it sends no passing at all. */
  readonly isSilent?: boolean;
}

const STATUS_PERIOD_MS = 1000;
/** Number of transponders: a number that is given again after a restart meets another rider. */
const MOST_TRANSPONDERS = 4999;
const USUAL_FAULTS: FaultOptions = { hole: 0.03 };

/** A line to a client that remembers which passings went out on it whole. */
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

  /** Notes the types of questions, in the order in which they will be answered. */
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

  /** `isLive`: the bytes are no answer. */
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

  /** Whether the decoder is in a fit of silence. */
  get isSilenced(): boolean {
    return this.decoder.notes.has('silent');
  }

  /** Hangs up; bytes that went out still arrive. */
  override cut(): void {
    this.socket.end();
  }
}

/** Returns number and transponder, which no two passings of a decoder share. */
export function keyOf(passing: {
  readonly passingNumber?: number | undefined;
  readonly transponder?: number | undefined;
}): string {
  return `${passing.passingNumber ?? ''} ${passing.transponder ?? ''}`;
}

/** A decoder on a TCP port that is strange in one way, and knows which passings reached its clients. */
export class StrangeDecoder {
  /** Number and transponder of each passing that went out whole. */
  readonly reached = new Set<string>();
  /** Keys of `reached` that went out live, and not only when requested. */
  readonly live = new Set<string>();
  /** Time of each crossing by the clock of the host. */
  readonly crossedAtUs = new Map<string, number>();
  readonly inner: P3Decoder;
  readonly faults: FaultInjector;
  clients = 0;
  /** Memory of a strangeness. */
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

  /** Reports a crossing of its loop. */
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
