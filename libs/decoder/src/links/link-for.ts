import type { DecoderLink } from './decoder-link.js';
import type { DecoderAddress } from './decoder-url.js';
import { SerialLink } from './serial-link.js';
import { TcpLink } from './tcp-link.js';
import { UdpLink } from './udp-link.js';
import { WsLink } from './ws-link.js';

export function linkFor({ transport }: DecoderAddress): DecoderLink {
  switch (transport.kind) {
    case 'tcp':
      return new TcpLink(transport.host, transport.port);
    case 'serial':
      return new SerialLink(transport.path, transport.baud);
    case 'udp':
      return new UdpLink(transport.host, transport.port);
    case 'ws':
      return new WsLink(transport.host, transport.port, transport.path);
  }
}
