/** Conditions of a line at the moment, in both directions. */
export interface LineConditions {
  /** Delay of each byte on its way. */
  readonly latencyMs: number;
  /** Largest piece: bytes arrive in pieces of 1 to this many; 0 leaves them as they came. */
  readonly mostPieceBytes: number;
  readonly bytesPerSecond: number;
}

export const GOOD_LINE: LineConditions = { latencyMs: 0, mostPieceBytes: 0, bytesPerSecond: Infinity };

export type Direction = 'to_server' | 'to_client';

export const BREAKS = [
  /** The client gets a reset, the server an end. */
  'reset_client',
  /** The server gets a reset, the client an end. */
  'reset_server',
  'close',
  /** Bytes vanish both ways without a word: a pulled cable, a NAT that forgot. */
  'half_open',
  /** Requests arrive and are acted on, the answers vanish; then the line is reset. */
  'no_replies',
] as const;

export type Break = (typeof BREAKS)[number];

/** Number of bytes that may pass, and the break behind them. */
export interface Admission {
  readonly bytes: number;
  readonly thenBreak?: Break;
}
