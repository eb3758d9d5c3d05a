/** What a decoder sees of one client: a line that takes bytes and can be cut. */
export abstract class ClientLine {
  abstract send(bytes: Uint8Array): void;
  /** All that answers one request. */
  answer(frames: Iterable<Uint8Array>): void {
    for (const frame of frames) this.send(frame);
  }
  /** What was sent still goes out, then the line is gone. */
  abstract cut(): void;
}

/** What a line tells the decoder. */
export interface DecoderConnection {
  receive(chunk: Uint8Array): void;
  closed(): void;
}

/** Takes a client, or refuses it. */
export type AcceptClient = (line: ClientLine) => DecoderConnection | undefined;
