import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { Response } from 'express';
import { BROTLI_OPTIONS, type ContentCoding, GZIP_OPTIONS } from '../../../platform/http/content-coding.js';

/** Called when the bytes are taken, so that their memory may be written over. */
type Done = (error?: Error | null) => void;

/** Destination of a file: the client as it is, or a packer before it. */
export interface Outlet {
  write(bytes: Uint8Array, done: Done): void;
  end(done: Done): void;
  /** Drops the file, whose client is gone. */
  drop(): void;
}

/** Packed bytes that are in hand at once. */
const CHUNK = { chunkSize: 32 * 1024 };

const PACKERS = {
  br: {
    make: () => createBrotliCompress({ ...CHUNK, ...BROTLI_OPTIONS }),
    flush: constants.BROTLI_OPERATION_FLUSH,
  },
  gzip: { make: () => createGzip({ ...CHUNK, ...GZIP_OPTIONS }), flush: constants.Z_SYNC_FLUSH },
} as const;

export function outletTo(response: Response, coding: ContentCoding | undefined): Outlet {
  return coding === undefined ? plainOutlet(response) : packedOutlet(response, coding);
}

function plainOutlet(response: Response): Outlet {
  return {
    write: (bytes, done) => response.write(bytes, done),
    end: (done) => {
      response.end();
      done();
    },
    drop: () => undefined,
  };
}

function packedOutlet(response: Response, coding: ContentCoding): Outlet {
  const { make, flush } = PACKERS[coding];
  const packer = make();
  packer.once('error', (error) => response.destroy(error));
  packer.pipe(response);
  return {
    write: (bytes, done) => {
      packer.write(bytes);
      // Flushes after each piece, so that the client of a slow file sees it go on.
      packer.flush(flush, done);
    },
    end: (done) => {
      packer.once('end', done);
      packer.end();
    },
    drop: () => packer.destroy(),
  };
}
