import { isIPv6 } from 'node:net';
import type { DecoderKind, DecoderProtocol } from '../protocol.js';
import { PROTOCOLS, protocolOf } from '../registry.js';

/** Address of a decoder and the way its passings are taken, as its URL says it. */
export interface DecoderAddress {
  readonly protocol: string;
  readonly transport:
    | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
    | { readonly kind: 'serial'; readonly path: string; readonly baud: number };
  readonly loopId: number;
  readonly clock: 'auto' | 'rtc';
  /** Passings to fetch on the very first contact: none, all, or the last so many. */
  readonly backfill: 'none' | 'all' | number;
  readonly kind: DecoderKind;
  readonly record: boolean;
}

/** An IPv6 address in brackets or a name, and a port. */
const PLACE = /^(?:\[([0-9a-fA-F:.]+(?:%[A-Za-z0-9._~-]*)?)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?\/?$/;
const KINDS: readonly DecoderKind[] = ['p3_decoder', 'x2_decoder'];
const PARAMETERS = ['loop', 'clock', 'backfill', 'kind', 'record'];

/** Reads a decoder URL; throws an error that names what is wrong and what is possible. */
export function parseDecoderUrl(text: string): DecoderAddress {
  const [, name, transport, rest = ''] = /^([a-z0-9]+)\+([a-z]+):\/\/(.*)$/.exec(text) ?? [];
  if (name === undefined)
    throw new Error(`no decoder URL: use ${PROTOCOLS.slice(0, 1).flatMap(examplesOf).join(' or ')}`);
  const protocol = protocolOf(name);
  const [, place = '', query = ''] = /^([^?]*)\??(.*)$/.exec(rest) ?? [];
  const parameters = new URLSearchParams(query);
  const known = transport === 'serial' ? [...PARAMETERS, 'baud'] : PARAMETERS;
  for (const name of parameters.keys()) {
    if (!known.includes(name))
      throw new Error(`parameter ${name} is not known: there are ${known.join(', ')}`);
    if (parameters.getAll(name).length > 1) throw new Error(`parameter ${name} is given more than once`);
  }
  return {
    protocol: name,
    transport: transportOf(protocol, transport ?? '', place, parameters),
    loopId: whole(parameters, 'loop', 1, 1, 65_535),
    clock: oneOf(parameters, 'clock', ['auto', 'rtc'], 'auto'),
    backfill: backfillOf(parameters),
    kind: oneOf(parameters, 'kind', KINDS, protocol.kind),
    record: oneOf(parameters, 'record', ['0', '1'], '0') === '1',
  };
}

/** Returns the URL of an address, written anew: it holds the known parameters alone. */
export function formatDecoderUrl(address: DecoderAddress): string {
  const { protocol, transport, loopId, clock, backfill, kind, record } = address;
  const parameters = new URLSearchParams({ loop: String(loopId) });
  if (transport.kind === 'serial') parameters.set('baud', String(transport.baud));
  if (clock !== 'auto') parameters.set('clock', clock);
  if (backfill !== 'none') parameters.set('backfill', String(backfill));
  if (kind !== protocolOf(protocol).kind) parameters.set('kind', kind);
  if (record) parameters.set('record', '1');
  // In a URL the % before the interface of an IPv6 address is itself written with one (RFC 6874).
  const place = transport.kind === 'serial' ? transport.path : describeTransport(address).replace('%', '%25');
  return `${protocol}+${transport.kind}://${place}?${parameters.toString()}`;
}

/** Returns the place without its parameters, for people and logs. */
export function describeTransport({ transport }: DecoderAddress): string {
  if (transport.kind === 'serial') return transport.path;
  return describeHost(transport.host, transport.port);
}

export function describeHost(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Returns example URLs of a protocol. */
function examplesOf({ name, transports: { tcp, serial } }: DecoderProtocol): string[] {
  return [
    ...(tcp === undefined ? [] : [`${name}+tcp://host:${tcp.defaultPort}`]),
    ...(serial === undefined ? [] : [`${name}+serial:///dev/ttyUSB0`]),
  ];
}

function transportOf(
  { name: protocol, transports }: DecoderProtocol,
  transport: string,
  place: string,
  parameters: URLSearchParams,
): DecoderAddress['transport'] {
  const { tcp, serial } = transports;
  if (transport === 'serial' && serial !== undefined) {
    if (!place.startsWith('/'))
      throw new Error(`a serial decoder takes the path of its port: ${protocol}+serial:///dev/ttyUSB0`);
    return {
      kind: 'serial',
      path: place,
      baud: whole(parameters, 'baud', serial.defaultBaud, 300, 4_000_000),
    };
  }
  if (transport !== 'tcp' || tcp === undefined)
    throw new Error(
      `transport ${transport} is not known: ${protocol} has ${Object.keys(transports).join(' and ')}`,
    );
  const [, ipv6, name, port] = PLACE.exec(place) ?? [];
  const number = port === undefined ? tcp.defaultPort : Number(port);
  if (ipv6 === undefined && name === undefined)
    throw new Error(
      isIPv6(place)
        ? `an IPv6 address is written in brackets: ${protocol}+tcp://[${place}]:${tcp.defaultPort}`
        : `a decoder on the network takes a host: ${protocol}+tcp://192.168.1.50:${tcp.defaultPort}`,
    );
  if (number < 1 || number > 65_535) throw new Error(`port ${number} is invalid: use 1 to 65535`);
  return { kind: 'tcp', host: name ?? ipv6In(ipv6 ?? ''), port: number };
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

function backfillOf(parameters: URLSearchParams): DecoderAddress['backfill'] {
  const value = parameters.get('backfill') ?? 'none';
  if (value === 'none' || value === 'all') return value;
  if (/^[0-9]{1,9}$/.test(value)) return Number(value);
  throw new Error(`backfill=${value} is invalid: use none, all, or a number of passings`);
}

function oneOf<Value extends string>(
  parameters: URLSearchParams,
  name: string,
  values: readonly Value[],
  standard: Value,
): Value {
  const given = parameters.get(name) ?? standard;
  const value = values.find((each) => each === given);
  if (value === undefined) throw new Error(`${name}=${given} is invalid: use ${values.join(' or ')}`);
  return value;
}

function whole(
  parameters: URLSearchParams,
  name: string,
  standard: number,
  least: number,
  most: number,
): number {
  const given = parameters.get(name);
  if (given === null) return standard;
  const value = /^[0-9]{1,9}$/.test(given) ? Number(given) : NaN;
  if (!(value >= least && value <= most))
    throw new Error(`${name}=${given} is invalid: use ${least} to ${most}`);
  return value;
}
