/** What the gateway has to know of a protocol before it speaks it. */
export interface DecoderProtocol {
  /** Its decoders number their passings, keep them, and send them again when asked. */
  readonly canResend: boolean;
}

const PROTOCOLS = {
  p3: { canResend: true },
} satisfies Readonly<Record<string, DecoderProtocol>>;

export type ProtocolName = keyof typeof PROTOCOLS;

export const PROTOCOL_NAMES = Object.keys(PROTOCOLS) as readonly ProtocolName[];

export function protocolOf(name: ProtocolName): DecoderProtocol {
  return PROTOCOLS[name];
}
