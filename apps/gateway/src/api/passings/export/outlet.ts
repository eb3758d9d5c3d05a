import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { Response } from 'express';
import { BROTLI_OPTIONS, type ContentCoding, GZIP_OPTIONS } from '../../../platform/http/content-coding.js';

/** Told when the bytes are taken, so that their memory may be written over. */
type Done = (error?: Error | null) => void;

/** Where a file goes: to its client as it is, or packed on its way. */
export interface Outlet {
  write(bytes: Uint8Array, done: Done): void;
  end(done: Done): void;
  /** Its client is gone. */
  drop(): void;
}

/** Of what is packed so much is in hand at once. */
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
      // Each piece can be read when it has come: a file that is long in the making shows that it goes on.
      packer.flush(flush, done);
    },
    end: (done) => {
      packer.once('end', done);
      packer.end();
    },
    drop: () => packer.destroy(),
  };
}
