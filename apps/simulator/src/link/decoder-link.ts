/** The way by which clients reach a decoder. */
export abstract class DecoderLink {
  /** Resolves when clients can connect; after `close`, reopens at the same place. */
  abstract open(): Promise<void>;
  /** Breaks every connection at once; the link stays open for new ones. */
  abstract cutConnections(): void;
  abstract close(): Promise<void>;
}
