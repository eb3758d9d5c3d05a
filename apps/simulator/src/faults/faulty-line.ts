import { ClientLine } from '../decoder/client-line.js';
import type { FaultInjector } from './fault-injector.js';

/** Long enough for the other side to read the bytes so far, so that a cut frame really arrives in pieces. */
const PIECE_PAUSE_MS = 2;

/** A line to a client on which faults happen. The order of bytes is kept. */
export class FaultyLine extends ClientLine {
  /** Pieces and cuts that wait behind a frame in pieces. */
  private readonly waiting: (Uint8Array | 'cut')[] = [];
  private pausing = false;
  /** Answers of a slow decoder. */
  private readonly late: (readonly Uint8Array[])[] = [];

  constructor(
    private readonly line: ClientLine,
    private readonly faults: FaultInjector,
  ) {
    super();
  }

  override send(frame: Uint8Array): void {
    const { pieces, thenCut } = this.faults.deliver(frame);
    const [first, ...rest] = pieces;
    if (first === undefined) return;
    if (this.pausing) this.waiting.push(first);
    else this.line.send(first);
    this.waiting.push(...rest);
    if (thenCut) this.cut();
    if (rest.length > 0) this.pause();
  }

  /** Delays an answer. Answers keep their order, also where the delay becomes shorter while earlier ones wait. */
  override answer(frames: Iterable<Uint8Array>): void {
    const { answerDelayMs } = this.faults;
    if (answerDelayMs === 0 && this.late.length === 0) {
      super.answer(frames);
      return;
    }
    this.late.push([...frames]);
    setTimeout(() => {
      super.answer(this.late.shift() ?? []);
    }, answerDelayMs).unref();
  }

  override cut(): void {
    if (this.pausing || this.waiting.length > 0) this.waiting.push('cut');
    else this.line.cut();
  }

  private pause(): void {
    if (this.pausing) return;
    this.pausing = true;
    setTimeout(() => {
      this.pausing = false;
      this.sendNext();
    }, PIECE_PAUSE_MS);
  }

  private sendNext(): void {
    const next = this.waiting.shift();
    if (next === undefined) return;
    if (next === 'cut') this.line.cut();
    else this.line.send(next);
    if (this.waiting.length > 0) this.pause();
  }
}
