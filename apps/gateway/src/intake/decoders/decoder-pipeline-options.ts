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
  /** Its ledger as Redis confirmed it last. */
  readonly ledgerState: () => LedgerState;
  /** Where every byte of it is recorded, if it is. */
  readonly recordIn: string | undefined;
  /** A passing that was read before the clock of the host was set: when it was received by that of now. */
  readonly corrected: (receivedAtUs: number) => number;
  /** Whether another gateway is in touch with it and reads it. */
  readonly isReadElsewhere: () => boolean;
  /** Whether another gateway stands by, so that a dead link is to be found soon. */
  readonly isWatched: () => boolean;
  /** Before anything that comes over a new link. */
  readonly linkOpened: () => void;
  /** After each connect, when its clock was asked, and whenever its clock was found set anew. */
  readonly settled: () => void;
}
