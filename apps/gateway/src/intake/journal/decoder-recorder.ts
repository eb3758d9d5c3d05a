import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  type ByteKeeper,
  type DecodedChunk,
  type DecoderProtocol,
  RecordedParser,
  type WireId,
} from '#decoder';
import { FlightRecorder, isBefore, type Place, type ReadEntry, type Span } from '#recorder';
import {
  type Checkpoint,
  checkpointsUntil,
  keepCheckpoints,
  type LedgerState,
  NOTHING_STORED,
  readCheckpoints,
  withCheckpoint,
} from './checkpoint.js';

/** Destination of a decoder's passings. */
export interface Intake {
  /** DECODER_ID that the connection began with: passings under it are taken. */
  readonly link: { wireId: WireId | undefined };
  /** Resolves when more may come. */
  accept(chunk: DecodedChunk): Promise<void>;
  /** Whether the store keeps up. */
  hasRoom(): boolean;
  /** Resolves to true when all that was accepted until now is in Redis, to false when the end came before. */
  untilStored(): Promise<boolean>;
}

export interface DecoderRecorderOptions {
  readonly decoderId: string;
  readonly protocol: Pick<DecoderProtocol, 'createParser'>;
  readonly folder: string;
  readonly intake: Intake;
  /** The decoder's ledger as Redis confirmed it last. */
  readonly ledgerState: () => LedgerState;
  /** Time after storing at which a checkpoint is noted, `SETTLE_MS` by default. */
  readonly settleMs?: number;
}

/** Place in the recording up to which everything was delivered. */
type Delivered = Pick<Checkpoint, 'place' | 'wireId'>;

/**
 * Age at which stored passings make a checkpoint: Redis syncs its file once a second, so that the newest may still be lost
 * with the power.
 */
const SETTLE_MS = 5000;

/**
 * Delivers the records of a recorded decoder. While the store keeps up they go on at once; else, and after a crash, they are
 * read from the recording, in order and only as fast as the store takes them, while the link is read and recorded on.
 */
export class DecoderRecorder implements ByteKeeper {
  private readonly log: Logger;
  private readonly recorder: FlightRecorder;
  /** Place up to which everything was delivered; undefined until it was looked up. */
  private delivered: Delivered | undefined;
  private checkpoints: readonly Checkpoint[] = [];
  private isBehind = false;
  /** The present reading must end, and begin anew at `delivered`. */
  private isAnew = false;
  private timesBack = 0;
  private catchingUp: Promise<void> = Promise.resolve();
  private noting: Promise<void> = Promise.resolve();
  private isNoteFailing = false;
  private readonly ended = new AbortController();

  constructor(private readonly options: DecoderRecorderOptions) {
    this.log = new Logger(`decoder ${options.decoderId}`);
    this.recorder = new FlightRecorder({
      folder: options.folder,
      changed: (trouble) => {
        if (trouble === undefined) this.log.log('its bytes are recorded again');
        else this.log.warn(`its bytes are not recorded: ${trouble}`);
      },
      unreadable: (what) => {
        this.log.error(`a part of the recording cannot be read: ${what}`);
      },
    });
  }

  /** Why bytes are not recorded at the moment, for people. */
  get trouble(): string | undefined {
    return this.recorder.trouble;
  }

  /** Whether passings wait in the recording until the store takes them. */
  get isCatchingUp(): boolean {
    return this.isBehind;
  }

  linkOpened(place: string, atUs: number): void {
    this.recorder.linkOpened(place, atUs);
  }

  keep(bytes: Uint8Array, receivedAtUs: number): Promise<Span | undefined> {
    return this.recorder.keep(bytes, receivedAtUs);
  }

  /**
   * Delivers the passings that were recorded and not stored before the end of the last run; resolves when new ones may come.
   */
  async start(): Promise<void> {
    await this.catchUp();
    void this.noteCheckpoints();
  }

  /** Redelivers, in order, the recording from the state on that Redis was set back to. */
  goBack(): void {
    if (this.delivered === undefined) return;
    this.timesBack++;
    // Once Redis moves on from there, only the checkpoints written here tell that later places are no longer stored.
    void this.beginBehindStored();
    if (this.isBehind) this.isAnew = true;
    else void this.catchUp();
  }

  /** Delivers a chunk. The link waits only for a chunk that could not be recorded. */
  async deliver(chunk: DecodedChunk): Promise<void> {
    if (chunk.readOnFrom === undefined) {
      await this.catchingUp;
      await this.accept(chunk);
      return;
    }
    if (this.delivered === undefined || !this.options.intake.hasRoom()) void this.catchUp();
    if (!this.isBehind) void this.accept(chunk);
  }

  /** Resolves to true when the whole recording was delivered, to false when the end came before. */
  async untilDelivered(): Promise<boolean> {
    await this.catchingUp;
    return !this.isBehind;
  }

  /** Ends the delivery; the next run delivers the rest. */
  async close(): Promise<void> {
    this.ended.abort();
    await this.noting;
    await this.recorder.close();
  }

  private catchUp(): Promise<void> {
    if (this.isBehind) return this.catchingUp;
    this.isBehind = true;
    this.catchingUp = this.readOn();
    return this.catchingUp;
  }

  private async readOn(): Promise<void> {
    this.delivered ??= await this.lookUp();
    if (this.delivered === undefined) {
      this.isBehind = false;
      return;
    }
    do {
      this.isAnew = false;
      const { place } = this.delivered;
      for await (const chunk of RecordedParser.replay(
        this.options.protocol,
        place,
        this.recordedFrom(place),
      )) {
        await this.accept(chunk);
        if (this.isGoneBack()) break;
      }
    } while (this.isGoneBack());
  }

  private isGoneBack(): boolean {
    return this.isAnew;
  }

  /** Looks up how far the last run came, as far as Redis still has it. */
  private async lookUp(): Promise<Delivered | undefined> {
    if (!(await this.recorder.open())) return undefined;
    this.checkpoints = await readCheckpoints(this.options.folder);
    await this.beginBehindStored();
    return this.delivered;
  }

  /**
   * Sets `delivered` to the newest place that is stored; resolves when checkpoints of later places are deleted from the file.
   */
  private async beginBehindStored(): Promise<void> {
    const known = this.checkpoints;
    this.checkpoints = checkpointsUntil(known, this.options.ledgerState());
    const { place, wireId } = this.checkpoints.at(-1) ?? NOTHING_STORED;
    this.recorder.release(place);
    this.options.intake.link.wireId = wireId;
    this.delivered = { place, wireId };
    if (this.checkpoints.length === known.length) return;
    this.log.warn(
      'Redis was set back to an older state: the lost passings are read from the recording again',
    );
    await this.writeDown();
  }

  /** Reads from `place` up to the end, which moves meanwhile. */
  private async *recordedFrom(place: Place): AsyncGenerator<ReadEntry> {
    let from = place;
    for (let until = this.recorder.end; isBefore(from, until); until = this.recorder.end) {
      for await (const entry of this.recorder.read({ from, until })) {
        if (this.hasEnded()) return;
        yield entry;
      }
      from = until;
    }
    // Set at once after the last look at the end: bytes recorded from now on are not read here any more.
    this.isBehind = false;
  }

  private accept(chunk: DecodedChunk): Promise<void> {
    const { intake } = this.options;
    const accepted = intake.accept(chunk);
    if (chunk.readOnFrom !== undefined)
      this.delivered = { place: chunk.readOnFrom, wireId: intake.link.wireId };
    return accepted;
  }

  private async noteCheckpoints(): Promise<void> {
    let kept = this.delivered;
    while (!this.hasEnded()) {
      const { delivered, timesBack } = this;
      const isStored = delivered !== kept && (await this.options.intake.untilStored());
      const ledger = this.options.ledgerState();
      await this.settle();
      if (this.hasEnded() || !isStored || delivered === undefined || timesBack !== this.timesBack) continue;
      await this.note({ ...delivered, ...ledger });
      kept = delivered;
    }
  }

  private async settle(): Promise<void> {
    const { signal } = this.ended;
    await delay(this.options.settleMs ?? SETTLE_MS, undefined, { signal, ref: false }).catch(() => undefined); // the end
  }

  private hasEnded(): boolean {
    return this.ended.signal.aborted;
  }

  private note(checkpoint: Checkpoint): Promise<void> {
    this.recorder.release(checkpoint.place);
    this.checkpoints = withCheckpoint(this.checkpoints, checkpoint);
    return this.writeDown();
  }

  private writeDown(): Promise<void> {
    this.noting = this.noting.then(() => this.write());
    return this.noting;
  }

  private async write(): Promise<void> {
    try {
      await keepCheckpoints(this.options.folder, this.checkpoints);
      this.isNoteFailing = false;
    } catch (error) {
      if (!this.isNoteFailing)
        this.log.warn(`the place up to which the recording is stored cannot be written: ${String(error)}`);
      this.isNoteFailing = true;
    }
  }
}
