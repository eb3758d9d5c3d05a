import type { Response } from 'express';
import type { FileOfRows, Filled } from '../reading/passings-answers.js';
import { Piece } from '../rows/piece.js';
import type { ContentCoding } from '../../../platform/http/content-coding.js';
import { type Outlet, outletTo } from './outlet.js';

const PIECE_BYTES = 512 * 1024;
/** Pieces under way: one is sent while the others are filled. */
const PIECES = 3;
/**
 * Looks after which a piece that was not taken ends the answer: a client below 43 kB/s, before packing, is cut off. Each look
 * has a turn of its own, so that time in which the gateway could not send does not count against the client.
 */
const LONGEST_PIECE_LOOKS = 12;
const LOOK_MS = 1000;

/** The client closed its connection, so that an answer has no reader. */
export class ClientGone extends Error {}

/**
 * A long answer, sent in pieces as its client takes them. The headers wait for the first full piece, so that a failure until
 * then can be answered as a problem. For HEAD only that first piece is read.
 */
export class ExportAnswer {
  private abandon: (reason: ClientGone) => void = () => undefined;
  private late: NodeJS.Timeout | undefined;
  private outlet: Outlet | undefined;

  constructor(
    private readonly response: Response,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly coding: ContentCoding | undefined,
  ) {
    response.once('close', () => {
      clearInterval(this.late);
      this.outlet?.drop();
      this.abandon(new ClientGone('the client went away'));
    });
  }

  async send(file: FileOfRows): Promise<void> {
    const begin = (piece: Piece): Promise<Filled> => {
      const filled = file.fill(piece);
      filled.catch(() => undefined); // `send` awaits it in its turn
      return filled;
    };
    const isHead = this.response.req.method === 'HEAD';
    const filling = Array.from({ length: isHead ? 1 : PIECES }, () => begin(Piece.of(PIECE_BYTES)));
    for (let next = filling.shift(); next !== undefined; next = filling.shift()) {
      const { piece, isLast } = await next;
      await this.write(piece);
      if (isLast || isHead) break;
      filling.push(begin(piece));
    }
    await this.taken((outlet, done) => {
      outlet.end(done);
    });
  }

  private write({ bytes, length }: Piece): Promise<void> {
    return this.taken((outlet, done) => {
      outlet.write(bytes.subarray(0, length), done);
    });
  }

  private begin(): Outlet {
    this.response.set(this.headers);
    // After the flush a failure cuts the file off, though the packer may not have given its first byte yet.
    this.response.flushHeaders();
    return outletTo(this.response, this.response.req.method === 'HEAD' ? undefined : this.coding);
  }

  /** Resolves when the client has taken the bytes; rejects when it went away or was cut off. */
  private taken(hand: (outlet: Outlet, done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.response.destroyed) {
        reject(new ClientGone('the client went away'));
        return;
      }
      this.outlet ??= this.begin();
      this.abandon = reject;
      let looks = 0;
      this.late = setInterval(() => {
        if (++looks === LONGEST_PIECE_LOOKS) this.response.destroy();
      }, LOOK_MS);
      hand(this.outlet, (error) => {
        clearInterval(this.late);
        if (error) reject(new ClientGone(error.message, { cause: error }));
        else resolve();
      });
    });
  }
}
