/**
 * What goes wrong on the line from decoder to client. Each number is the probability per frame, 0 to 1; what
 * is absent does not happen. Nothing of it touches what the decoder keeps.
 */
export interface FaultOptions {
  /** The frame arrives in several pieces. */
  readonly cutFrame?: number;
  /** The end of the frame never comes. */
  readonly truncateFrame?: number;
  readonly badCrc?: number;
  /** One bit anywhere in the frame, its edges included. */
  readonly flippedBit?: number;
  /** Bytes that belong to nothing, before the frame. */
  readonly junk?: number;
  /** The connection is cut at a random byte of the frame. */
  readonly cutConnection?: number;
  /** A passing is kept, but not pushed: only RESEND brings it. Probability per passing. */
  readonly hole?: number;
  /** Nothing at all is sent, and the connection stays open: the half-open line. */
  readonly silent?: boolean;
}
