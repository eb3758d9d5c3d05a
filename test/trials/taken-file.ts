import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { createGunzip } from 'node:zlib';
import { CREDENTIALS } from '../e2e/gateway.fixture.js';

/** A file as its client received it. */
export interface TakenFile {
  readonly status: number | undefined;
  /** Whether the transfer came to its end. */
  readonly isWhole: boolean;
  readonly rows: number;
  readonly hash: string;
}

export interface Client {
  readonly mediaType: string;
  /** Whether the file is packed on its way. */
  readonly isPacked?: boolean;
  /** Number of bytes after which reading pauses for `pauseMs`, again and again. */
  readonly pauseEveryBytes: number;
  readonly pauseMs: number;
  /** Called for each piece that came. */
  readonly onPiece?: () => void;
}

const PATH = '/api/v1/passings?start_time_ms=0&order=asc';
const NEW_LINE = 10;

/** Takes a file of all passings. */
export function takeFile(port: number, client: Client): Promise<TakenFile> {
  const hash = createHash('sha1');
  let [rows, bytes, pausedAt] = [0, 0, 0];
  return new Promise((resolve) => {
    let status: number | undefined;
    const end = (isWhole: boolean): void => {
      resolve({ status, isWhole, rows, hash: hash.digest('hex') });
    };
    const headers = {
      ...CREDENTIALS,
      Accept: client.mediaType,
      'Accept-Encoding': client.isPacked === true ? 'gzip' : 'identity',
    };
    const outgoing = request({ port, host: '127.0.0.1', path: PATH, headers, agent: false }, (response) => {
      status = response.statusCode;
      const isPacked = response.headers['content-encoding'] === 'gzip';
      if (isPacked !== (client.isPacked === true))
        throw new Error('it is not in the form that was asked for');
      const rowsOf = isPacked ? response.pipe(createGunzip()) : response;
      rowsOf.on('data', (piece: Buffer) => {
        hash.update(piece);
        for (let at = piece.indexOf(NEW_LINE); at >= 0; at = piece.indexOf(NEW_LINE, at + 1)) rows++;
        bytes += piece.length;
        client.onPiece?.();
        if (bytes - pausedAt < client.pauseEveryBytes) return;
        pausedAt = bytes;
        rowsOf.pause();
        setTimeout(() => rowsOf.resume(), client.pauseMs);
      });
      rowsOf.on('end', () => {
        end(response.complete);
      });
      for (const each of new Set([response, rowsOf]))
        each.on('error', () => {
          end(false);
        });
    });
    outgoing.on('error', () => {
      end(false);
    });
    outgoing.end();
  });
}
