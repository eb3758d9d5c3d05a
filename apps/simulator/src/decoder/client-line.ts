/** A client as the decoder sees it: a line that takes bytes and can be cut. */
export abstract class ClientLine {
  abstract send(bytes: Uint8Array): void;
  /** Sends all frames that answer one request. */
  answer(frames: Iterable<Uint8Array>): void {
    for (const frame of frames) this.send(frame);
  }
  /** Ends the line once the bytes sent before are out. */
  abstract cut(): void;
}

/** Events of a line, told to the decoder. */
export interface DecoderConnection {
  receive(chunk: Uint8Array): void;
  closed(): void;
}

/** Takes a client, or refuses it. */
export type AcceptClient = (line: ClientLine) => DecoderConnection | undefined;
