import { isIPv6 } from 'node:net';
import type { DecoderProtocol } from '../protocol.js';
import { whole } from './url-parameters.js';

/** The way to a decoder. */
export type Transport =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'serial'; readonly path: string; readonly baud: number }
  /** Port of this machine to which decoders send; without `host` any of them. */
  | { readonly kind: 'udp'; readonly host: string | undefined; readonly port: number }
  | { readonly kind: 'ws'; readonly host: string; readonly port: number; readonly path: string };

/** An IPv6 address in brackets or a name, a port, and a path. */
const PLACE =
  /^(?:\[([0-9a-fA-F:.]+(?:%[A-Za-z0-9._~-]*)?)\]|([A-Za-z0-9._-]+))?(?::([0-9]{1,5}))?(\/[\x21-\x7e]*)?$/;

type Reader = (name: string, place: string, parameters: URLSearchParams, standard: number) => Transport;

const READERS: Readonly<Record<Transport['kind'], Reader>> = {
  tcp: (name, place, _parameters, port) => {
    const { host, ...read } = placeIn(`${name}+tcp`, place, port);
    if (host === undefined || read.path !== '/') throw new Error(noHost(`${name}+tcp`, place, port));
    return { kind: 'tcp', host, port: read.port };
  },
  ws: (name, place, _parameters, standard) => {
    const { host, port, path } = placeIn(`${name}+ws`, place, standard);
    if (host === undefined) throw new Error(noHost(`${name}+ws`, place, standard));
    return { kind: 'ws', host, port, path };
  },
  udp: (name, place, _parameters, standard) => {
    const { host, port, path } = placeIn(`${name}+udp`, place, standard);
    if (path !== '/') throw new Error(noHost(`${name}+udp`, place, standard));
    return { kind: 'udp', host, port };
  },
  serial: (name, place, parameters, baud) => {
    if (!place.startsWith('/'))
      throw new Error(`a serial decoder takes the path of its port: ${name}+serial:///dev/ttyUSB0`);
    return { kind: 'serial', path: place, baud: whole(parameters, 'baud', baud, 300, 4_000_000) };
  },
};

/** Reads the place of a URL; throws an error that names what is possible. */
export function transportIn(
  { name, transports }: DecoderProtocol,
  kind: string,
  place: string,
  parameters: URLSearchParams,
): Transport {
  const known = standardsOf(transports).find(([each]) => each === kind);
  if (known === undefined)
    throw new Error(
      `transport ${kind} is not known: ${name} has ${standardsOf(transports)
        .map(([each]) => each)
        .join(' and ')}`,
    );
  const [way, standard] = known;
  return READERS[way](name, place, parameters, standard);
}

/** Returns the place of a transport, for people and logs. */
export function describePlace(transport: Transport): string {
  switch (transport.kind) {
    case 'serial':
      return transport.path;
    case 'udp':
      return transport.host === undefined
        ? `UDP port ${transport.port}`
        : describeHost(transport.host, transport.port);
    case 'ws':
      return `${describeHost(transport.host, transport.port)}${transport.path === '/' ? '' : transport.path}`;
    case 'tcp':
      return describeHost(transport.host, transport.port);
  }
}

/** Returns the place as it is written in a URL. */
export function formatPlace(transport: Transport): string {
  if (transport.kind === 'serial') return transport.path;
  const { host, port } = transport;
  // In a URL the % before the interface of an IPv6 address is itself written with one (RFC 6874).
  const place = host === undefined ? `:${port}` : describeHost(host, port).replace('%', '%25');
  return transport.kind === 'ws' && transport.path !== '/' ? `${place}${transport.path}` : place;
}

export function describeHost(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Returns example URLs of a protocol. */
export function examplesOf({ name, transports }: DecoderProtocol): string[] {
  return standardsOf(transports).map(([kind, standard]) => {
    if (kind === 'serial') return `${name}+serial:///dev/ttyUSB0`;
    return kind === 'udp' ? `${name}+udp://:${standard}` : `${name}+${kind}://host:${standard}`;
  });
}

/** Returns the transports of a protocol, each with its port or its baud rate. */
function standardsOf(transports: DecoderProtocol['transports']): [Transport['kind'], number][] {
  const { tcp, serial, udp, ws } = transports;
  return [
    ...(tcp === undefined ? [] : [['tcp', tcp.defaultPort] as [Transport['kind'], number]]),
    ...(serial === undefined ? [] : [['serial', serial.defaultBaud] as [Transport['kind'], number]]),
    ...(udp === undefined ? [] : [['udp', udp.defaultPort] as [Transport['kind'], number]]),
    ...(ws === undefined ? [] : [['ws', ws.defaultPort] as [Transport['kind'], number]]),
  ];
}

function placeIn(
  scheme: string,
  place: string,
  standard: number,
): { readonly host: string | undefined; readonly port: number; readonly path: string } {
  const [all, ipv6, name, portText, path = '/'] = PLACE.exec(place) ?? [];
  if (all === undefined) throw new Error(noHost(scheme, place, standard));
  const port = portText === undefined ? standard : Number(portText);
  if (port < 1 || port > 65_535) throw new Error(`port ${port} is invalid: use 1 to 65535`);
  return { host: name ?? (ipv6 === undefined ? undefined : ipv6In(ipv6)), port, path };
}

function noHost(scheme: string, place: string, port: number): string {
  return isIPv6(place)
    ? `an IPv6 address is written in brackets: ${scheme}://[${place}]:${port}`
    : `a decoder on the network takes a host: ${scheme}://192.168.1.50:${port}`;
}

/** Returns an IPv6 address as the system takes it, with the interface of a link-local one where it is given. */
function ipv6In(text: string): string {
  const address = text.replace(/%25(?=.)/, '%');
  if (!isIPv6(address))
    throw new Error(
      `${address} is no IPv6 address: write it like [2001:db8::5], or [fe80::1%eth0] with its interface`,
    );
  return address;
}
