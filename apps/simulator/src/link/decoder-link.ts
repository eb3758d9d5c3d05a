/** The way by which clients reach a decoder. */
export abstract class DecoderLink {
  /** Ready for clients when it resolves; again after `close`, at the same place. */
  abstract open(): Promise<void>;
  /** Breaks every connection at once; the link stays open for new ones. */
  abstract cutConnections(): void;
  abstract close(): Promise<void>;
}
