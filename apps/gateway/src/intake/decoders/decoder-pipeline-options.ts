import type { DecoderParser, HostClock } from '#decoder';
import type { Passing } from '#passings';
import type { LedgerState } from '../journal/checkpoint.js';
import type { PassingTimesOptions } from './passing-times.js';

export type ConfiguredBy = 'environment' | 'api';

export interface DecoderPipelineOptions extends PassingTimesOptions {
  readonly configuredBy: ConfiguredBy;
  readonly parser: DecoderParser;
  readonly hostClock: HostClock;
  readonly take: (passings: readonly Passing[]) => Promise<void>;
  /** Whether the store keeps up. */
  readonly hasRoom: () => boolean;
  readonly untilStored: () => Promise<boolean>;
  /** The decoder's ledger as Redis confirmed it last. */
  readonly ledgerState: () => LedgerState;
  /** Folder of the recording of every byte, undefined where the decoder is not recorded. */
  readonly recordIn: string | undefined;
  /** Converts a time of receipt that was read before the host's clock was set into one by the clock of now. */
  readonly corrected: (receivedAtUs: number) => number;
  /** Whether another gateway is connected to the decoder and reads it. */
  readonly isReadElsewhere: () => boolean;
  /** Whether another gateway stands by, so that a dead link has to be found soon. */
  readonly isWatched: () => boolean;
  /** Called before anything that comes over a new link. */
  readonly linkOpened: () => void;
  /** Called after each connect once the decoder's clock was asked, and whenever that clock was found set anew. */
  readonly settled: () => void;
}
