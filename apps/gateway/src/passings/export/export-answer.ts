import { setImmediate as others } from 'node:timers/promises';
import type { Response } from 'express';
import { Piece } from '../rows/piece.js';

const PIECE_BYTES = 128 * 1024;

/** Its client went away: there is nobody to answer any more. */
export class ClientGone extends Error {}

/**
 * A long answer, sent in pieces as its client takes them: one is filled while another is sent, and there is no third.
 * Nothing of it is sent before the first piece is full, so that what fails until then can be answered as a problem.
 */
export class ExportAnswer {
  /** Where to write next. */
  piece = new Piece(PIECE_BYTES);
  private other = new Piece(PIECE_BYTES);
  private sent: Promise<void> = Promise.resolve();
  private abandon: (reason: ClientGone) => void = () => undefined;

  constructor(
    private readonly response: Response,
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    response.once('close', () => {
      this.abandon(new ClientGone('the client went away'));
    });
  }

  /** Sends what was written, and gives everything else in the process its turn. */
  async next(): Promise<void> {
    await this.sent;
    this.sent = this.send(this.piece);
    this.sent.catch(() => undefined); // is told at the next turn
    [this.piece, this.other] = [this.other, this.piece];
    this.piece.length = 0;
    await others();
  }

  async end(): Promise<void> {
    await this.next();
    await this.sent;
    this.response.end();
  }

  private send({ bytes, length }: Piece): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.response.destroyed) {
        reject(new ClientGone('the client went away'));
        return;
      }
      if (!this.response.headersSent) this.response.set(this.headers);
      this.abandon = reject;
      this.response.write(bytes.subarray(0, length), (error) => {
        if (error) reject(new ClientGone(error.message, { cause: error }));
        else resolve();
      });
    });
  }
}
