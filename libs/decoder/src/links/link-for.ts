import type { DecoderLink } from './decoder-link.js';
import type { DecoderAddress } from './decoder-url.js';
import { SerialLink } from './serial-link.js';
import { TcpLink } from './tcp-link.js';

export function linkFor({ transport }: DecoderAddress): DecoderLink {
  return transport.kind === 'tcp'
    ? new TcpLink(transport.host, transport.port)
    : new SerialLink(transport.path, transport.baud);
}
