import type { Duplex } from 'node:stream';

/** The way to a decoder. The rest of the gateway cannot tell a socket from a serial port. */
export abstract class DecoderLink {
  /** For people: where it leads. */
  abstract readonly place: string;
  /** Opens it anew; rejects with a sentence for people. A stream that is destroyed has let go of the line. */
  abstract open(signal: AbortSignal): Promise<Duplex>;
}
