import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { type Random, wholeBetween } from '../../apps/simulator/src/track/random.js';
import type { Admission, Break, LineConditions } from './line-conditions.js';

/** Queue above which the sender is not read, so that a slow line slows it down as a real one does. */
const MOST_QUEUED_BYTES = 256 * 1024;

export interface FlowOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly random: Random;
  readonly conditions: () => LineConditions;
  readonly admit: (bytes: number) => Admission;
  /** Called behind the last byte that passed. */
  readonly breaks: (how: Break) => void;
}

/** The bytes of one direction, in order, with the delay and the pieces of the line's conditions. */
export class Flow {
  /** Whether bytes are read and dropped. */
  isSwallowing = false;
  private queued = 0;
  private tail: Promise<void> = Promise.resolve();

  constructor(private readonly options: FlowOptions) {
    const { from, to } = options;
    from.on('data', (chunk: Buffer) => {
      this.take(chunk);
    });
    from.on('end', () => {
      this.tail = this.tail.then(() => {
        if (!this.isSwallowing) to.end();
      });
    });
  }

  private take(chunk: Buffer): void {
    if (this.isSwallowing) return;
    const { from, conditions } = this.options;
    const dueMs = performance.now() + conditions().latencyMs;
    this.queued += chunk.length;
    if (this.queued > MOST_QUEUED_BYTES) from.pause();
    this.tail = this.tail.then(async () => {
      await untilMs(dueMs);
      await this.deliver(chunk);
      this.queued -= chunk.length;
      if (this.queued <= MOST_QUEUED_BYTES) from.resume();
    });
  }

  private async deliver(chunk: Buffer): Promise<void> {
    const { to, admit, breaks } = this.options;
    for (let at = 0; at < chunk.length;) {
      const size = this.nextPiece(chunk.length - at);
      await this.pace(size);
      if (this.isSwallowing || to.destroyed) return;
      const { bytes, thenBreak } = admit(size);
      const isTaken = to.write(chunk.subarray(at, at + bytes));
      at += bytes;
      if (thenBreak !== undefined) breaks(thenBreak);
      else if (!isTaken) await drained(to);
    }
  }

  private nextPiece(most: number): number {
    const { mostPieceBytes } = this.options.conditions();
    return mostPieceBytes === 0 ? most : Math.min(most, wholeBetween(this.options.random, 1, mostPieceBytes));
  }

  private async pace(bytes: number): Promise<void> {
    const { mostPieceBytes, bytesPerSecond } = this.options.conditions();
    if (bytesPerSecond < Infinity) await delay((bytes / bytesPerSecond) * 1000);
    // Sends the pieces apart, which would otherwise leave as one packet.
    else if (mostPieceBytes > 0) await turn();
  }
}

async function untilMs(dueMs: number): Promise<void> {
  const restMs = dueMs - performance.now();
  if (restMs > 0) await delay(restMs);
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
