import type { Response } from 'express';
import type { FileOfRows, Filled } from '../reading/passings-answers.js';
import { Piece } from '../rows/piece.js';
import type { ContentCoding } from '../../../platform/http/content-coding.js';
import { type Outlet, outletTo } from './outlet.js';

const PIECE_BYTES = 512 * 1024;
/** One is sent while others are filled. */
const PIECES = 3;
/**
 * Of one piece: whoever takes less than 43 kB/s, before they are packed, is cut off. Counted in looks, each in a turn of its own, so that a time in
 * which we could not send is never held against the client.
 */
const LONGEST_PIECE_LOOKS = 12;
const LOOK_MS = 1000;

/** Its client went away: there is nobody to answer any more. */
export class ClientGone extends Error {}

/**
 * A long answer, sent in pieces as its client takes them. Nothing of it is sent before the first piece is full, so that
 * what fails until then can be answered as a problem. For HEAD that first piece is all that is read.
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
      filled.catch(() => undefined); // is told in its turn
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
    // From here on a failure cuts the file off, though what is packed may not have come to its first byte.
    this.response.flushHeaders();
    return outletTo(this.response, this.response.req.method === 'HEAD' ? undefined : this.coding);
  }

  /** Until the client has taken it, or is cut off because it does not. */
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
