import type { DecoderOptions } from '../decoder/decoder-options.js';
import type { PassingLedger } from '../decoder/passing-ledger.js';
import type { P3Decoder } from '../decoder/p3-decoder.js';
import type { FaultInjector } from '../faults/fault-injector.js';
import type { FaultOptions } from '../faults/fault-options.js';

/** A loop in the track and the decoder that it is wired to. */
export interface LoopOptions extends DecoderOptions {
  /** Metres behind the finish line, 0 to below 250. See LINES. */
  readonly metres: number;
  /** Path of a pseudo-terminal to speak over in place of TCP. Needs `socat`. */
  readonly serialPath?: string;
}

export interface SimulatorOptions {
  /** Count of riders in the training; default 20. */
  readonly riders?: number;
  /** Seed of the training, which is the same for the same seed; default 1. */
  readonly seed?: number;
  /** TCP port of the first decoder, further ones on the ports behind it; 0 (default) takes free ones. */
  readonly port?: number;
  /** Loops with one decoder each; default one loop at the finish line. */
  readonly loops?: readonly LoopOptions[];
  /** Period of STATUS; default 5,000 ms, as decoders have it. */
  readonly statusPeriodMs?: number;
  /** Speed of the riders; default 1, that of people. The clocks go at their own pace. */
  readonly speed?: number;
  /** Minutes of passings that the decoders have from before the start; default 0. */
  readonly historyMinutes?: number;
  readonly faults?: FaultOptions;
}

export interface RunningDecoder {
  readonly decoderId: number;
  readonly metres: number;
  /** TCP port on 127.0.0.1; undefined on a serial line. */
  readonly port: number | undefined;
  readonly serialPath: string | undefined;
  /** All passings that the decoder ever reported, pushed or not. */
  readonly ledger: PassingLedger;
  /** The decoder itself, for tests alone: clock jumps, restarts, further reports. */
  readonly decoder: P3Decoder;
  /** Switches faults while the decoder runs: `faults.set({ badCrc: 0.1 })`. */
  readonly faults: FaultInjector;
  /** Breaks every connection at once; clients may come again. */
  cutConnections(): void;
  /** Breaks every connection, and takes no client until `plugIn`. Passings at the loop are kept meanwhile. */
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

export interface RunningSimulator {
  /** TCP port of the first decoder that has one; 0 where all are on serial lines. */
  readonly port: number;
  readonly decoders: readonly RunningDecoder[];
  /** Empties the track: no more passings; the decoders go on answering. */
  stopRiding(): void;
  close(): Promise<void>;
}
