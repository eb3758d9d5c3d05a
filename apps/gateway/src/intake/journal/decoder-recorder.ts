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

/** Where the passings of a decoder go. */
export interface Intake {
  /** Whose passings are taken: the connection began with this DECODER_ID. */
  readonly link: { wireId: WireId | undefined };
  /** Resolves when more may come. */
  accept(chunk: DecodedChunk): Promise<void>;
  /** Whether the store keeps up. */
  hasRoom(): boolean;
  /** Resolves when all that was accepted until now is in Redis; to false when the end came before. */
  untilStored(): Promise<boolean>;
}

export interface DecoderRecorderOptions {
  readonly decoderId: string;
  readonly protocol: Pick<DecoderProtocol, 'createParser'>;
  readonly folder: string;
  readonly intake: Intake;
  /** The decoder's ledger as Redis confirmed it last. */
  readonly ledgerState: () => LedgerState;
  /** How long after it was stored it is noted. */
  readonly settleMs?: number;
}

/** What lies before a place was delivered. */
type Delivered = Pick<Checkpoint, 'place' | 'wireId'>;

/**
 * What Redis has taken may still be lost with the power (it syncs its file once a second), so that a checkpoint is
 * kept only so long after.
 */
const SETTLE_MS = 5000;

/**
 * Delivers what a recorded decoder sends. While the store keeps up it goes on at once; else, and after a crash, it is
 * read from the recording, in order and only as fast as the store takes it, while the link is read and recorded on.
 */
export class DecoderRecorder implements ByteKeeper {
  private readonly log: Logger;
  private readonly recorder: FlightRecorder;
  /** What lies before was delivered; unknown until it was looked up. */
  private delivered: Delivered | undefined;
  private checkpoints: readonly Checkpoint[] = [];
  private isBehind = false;
  /** The reading under way ends, and begins anew where `delivered` is by then. */
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
        if (trouble === undefined) this.log.log('what it sends is recorded again');
        else this.log.warn(`what it sends is not recorded: ${trouble}`);
      },
      unreadable: (what) => {
        this.log.error(`a part of what was recorded cannot be read: ${what}`);
      },
    });
  }

  /** Why nothing is recorded at the moment, for people. */
  get trouble(): string | undefined {
    return this.recorder.trouble;
  }

  /** Passings wait in it until the store takes them. */
  get isCatchingUp(): boolean {
    return this.isBehind;
  }

  linkOpened(place: string, atUs: number): void {
    this.recorder.linkOpened(place, atUs);
  }

  keep(bytes: Uint8Array, receivedAtUs: number): Promise<Span | undefined> {
    return this.recorder.keep(bytes, receivedAtUs);
  }

  /** Delivers what was recorded and not stored before the end of the last run; then what comes may come. */
  async start(): Promise<void> {
    await this.catchUp();
    void this.noteCheckpoints();
  }

  /** Redis was set back to an older state: from where it is now on all that is recorded is delivered again, in order. */
  goBack(): void {
    if (this.delivered === undefined) return;
    this.timesBack++;
    // Once Redis moves on from there, nothing but this tells that a later place is not stored any more.
    void this.beginBehindStored();
    if (this.isBehind) this.isAnew = true;
    else void this.catchUp();
  }

  /** The link waits only for what could not be recorded. */
  async deliver(chunk: DecodedChunk): Promise<void> {
    if (chunk.readOnFrom === undefined) {
      await this.catchingUp;
      await this.accept(chunk);
      return;
    }
    if (this.delivered === undefined || !this.options.intake.hasRoom()) void this.catchUp();
    if (!this.isBehind) void this.accept(chunk);
  }

  /** Resolves when all that is recorded was delivered; to false when the end came before. */
  async untilDelivered(): Promise<boolean> {
    await this.catchingUp;
    return !this.isBehind;
  }

  /** What was not delivered is delivered by the next run. */
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

  /** How far the last run came, as far as Redis still has it. */
  private async lookUp(): Promise<Delivered | undefined> {
    if (!(await this.recorder.open())) return undefined;
    this.checkpoints = await readCheckpoints(this.options.folder);
    await this.beginBehindStored();
    return this.delivered;
  }

  /** Resolves when it is noted what is not stored any more. */
  private async beginBehindStored(): Promise<void> {
    const known = this.checkpoints;
    this.checkpoints = checkpointsUntil(known, this.options.ledgerState());
    const { place, wireId } = this.checkpoints.at(-1) ?? NOTHING_STORED;
    this.recorder.release(place);
    this.options.intake.link.wireId = wireId;
    this.delivered = { place, wireId };
    if (this.checkpoints.length === known.length) return;
    this.log.warn('Redis has an older state than it had: what it lost is read from the recording again');
    await this.writeDown();
  }

  /** Up to the end, which moves while it is read. */
  private async *recordedFrom(place: Place): AsyncGenerator<ReadEntry> {
    let from = place;
    for (let until = this.recorder.end; isBefore(from, until); until = this.recorder.end) {
      for await (const entry of this.recorder.read({ from, until })) {
        if (this.hasEnded()) return;
        yield entry;
      }
      from = until;
    }
    // At once after the last look at the end: what is recorded from now on is not read here any more.
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
      if (!this.isNoteFailing) this.log.warn(`how far it is stored cannot be noted: ${String(error)}`);
      this.isNoteFailing = true;
    }
  }
}
