import type { Duplex } from 'node:stream';

/** The way to a decoder. The rest of the gateway cannot tell a socket from a serial port. */
export abstract class DecoderLink {
  /** Address of the decoder, for people. */
  abstract readonly place: string;
  /** Opens the line anew; rejects with a sentence for people. A stream that is destroyed has released the line. */
  abstract open(signal: AbortSignal): Promise<Duplex>;
}
