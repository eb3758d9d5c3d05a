import {
  type Backfill,
  type KeptLedger,
  type LedgerChange,
  LedgerMoved,
  type Passing,
  type StoreOutcome,
} from '#passings';
import { completenessState } from '../../apps/gateway/src/api/decoders/completeness-view.js';
import { Ledgers } from '../../apps/gateway/src/intake/ledger/ledgers.js';
import { SoleGateway } from '../../apps/gateway/src/intake/ledger/testing/sole-gateway.js';
import { DecoderRecovery } from '../../apps/gateway/src/intake/recovery/decoder-recovery.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { DECODER_ID, type ModelledDecoder, passingAt } from './modelled-decoder.js';

/** A store that sometimes stores a batch without answering. */
export class ModelStore extends NaivePassingsRepository {
  answersLost = 0;
  /** An event during a reading of the ledger, after `readsLeft` others. */
  interruption: { readsLeft: number; readonly happen: () => void } | undefined;

  override ledger(decoderId: string): Promise<KeptLedger | undefined> {
    if (this.interruption !== undefined && this.interruption.readsLeft-- <= 0) {
      const { happen } = this.interruption;
      this.interruption = undefined;
      happen();
    }
    return super.ledger(decoderId);
  }

  override async store(
    batch: readonly Passing[],
    ledgers: readonly LedgerChange[] = [],
  ): Promise<StoreOutcome> {
    const outcome = await super.store(batch, ledgers);
    if (this.answersLost > 0) {
      this.answersLost--;
      throw new Error('no answer');
    }
    return outcome;
  }
}

/** The gateway between the line of a decoder and the store: its ledgers and its recovery, without the passing of time. */
export class ModelledGateway {
  private readonly ledgers: Ledgers;
  private readonly recovery: DecoderRecovery;
  private pending: Passing[] = [];
  private storing: Promise<void> = Promise.resolve();
  private isDead = false;
  alarms = 0;

  constructor(
    private readonly decoder: ModelledDecoder,
    store: ModelStore,
    backfill: Backfill,
  ) {
    this.ledgers = new Ledgers(store, decoder.clock, new SoleGateway());
    this.recovery = new DecoderRecovery({
      decoder,
      backfill,
      ledgers: this.ledgers,
      raise: () => {
        this.alarms++;
      },
      becameQuiet: () => undefined,
      nowMs: () => Math.floor(decoder.clock.us / 1000),
      steadyMs: () => decoder.clock.us / 1000,
      pause: (ms) => {
        decoder.clock.us += ms * 1000;
        return Promise.resolve();
      },
    });
    decoder.take = (record) => {
      this.pending.push(passingAt(record, decoder.clock.us));
    };
    decoder.stored = () => this.untilStored();
  }

  /** Whether the gateway knows the decoder's numbers. */
  isBegun(isSessionOdd: boolean): boolean {
    const ledger = this.ledgers.latest(DECODER_ID);
    return ledger !== undefined && (!isSessionOdd || ledger.witness !== null);
  }

  get epoch(): number {
    return this.ledgers.latest(DECODER_ID)?.epoch ?? 1;
  }

  get state(): string {
    return completenessState(this.ledgers.latest(DECODER_ID), {
      isConnected: this.decoder.isConnected,
      isRecovering: false,
      isReadingRecording: false,
    });
  }

  connect(): void {
    this.recovery.linkOpened();
    this.decoder.connect();
    this.recovery.settled();
  }

  /** Asks the decoder for its numbers, as recovery does now and then. */
  async check(): Promise<void> {
    this.recovery.checkNow();
    await this.untilQuiet();
  }

  async untilQuiet(): Promise<void> {
    do {
      await this.untilStored();
      await this.recovery.untilQuiet();
    } while (this.pending.length > 0 && !this.isDead);
  }

  /** Ends the gateway as kill -9 does: received passings that are not stored are lost. */
  kill(): void {
    this.isDead = true;
    this.pending = [];
    this.recovery.stop();
    this.decoder.forget();
  }

  private untilStored(): Promise<boolean> {
    this.storing = this.storing.then(() => this.storeAll());
    return this.storing.then(() => !this.isDead);
  }

  private async storeAll(): Promise<void> {
    while (this.pending.length > 0 && !this.isDead) {
      const batch = this.pending.slice(0, 7);
      try {
        await this.ledgers.store(batch);
      } catch (error) {
        if (error instanceof LedgerMoved || (error as Error).message === 'no answer') continue;
        throw error;
      }
      this.pending = this.pending.slice(batch.length);
    }
  }
}
