import type { DecoderKind, DecoderProtocol } from '../protocol.js';
import { PROTOCOLS, protocolOf } from '../registry.js';
import { type LoopMap, loopsIn, loopsText, MOST_LOOP } from './loop-map.js';
import { describePlace, examplesOf, formatPlace, type Transport, transportIn } from './transport-url.js';
import { oneOf, whole } from './url-parameters.js';

/** Address of a decoder and the way its passings are taken, as its URL says it. */
export interface DecoderAddress {
  readonly protocol: string;
  readonly transport: Transport;
  /** `loop_id` of passings whose loop the decoder does not name. */
  readonly loopId: number;
  /** `loop_id` by the decoder's own name of a loop. */
  readonly loops?: LoopMap;
  readonly clock: 'auto' | 'rtc';
  /** Passings to fetch on the very first contact: none, all, or the last so many. */
  readonly backfill: 'none' | 'all' | number;
  readonly kind: DecoderKind;
  readonly record: boolean;
}

const KINDS: readonly DecoderKind[] = ['p3_decoder', 'x2_decoder'];
const PARAMETERS = ['loop', 'loops', 'clock', 'backfill', 'kind', 'record'];

/** Reads a decoder URL; throws an error that names what is wrong and what is possible. */
export function parseDecoderUrl(text: string): DecoderAddress {
  const [, name, transport = '', rest = ''] = /^([a-z0-9]+)\+([a-z]+):\/\/(.*)$/.exec(text) ?? [];
  if (name === undefined)
    throw new Error(`no decoder URL: use ${PROTOCOLS.slice(0, 1).flatMap(examplesOf).join(' or ')}`);
  const protocol = protocolOf(name);
  const [, place = '', query = ''] = /^([^?]*)\??(.*)$/.exec(rest) ?? [];
  const parameters = new URLSearchParams(query);
  const known = transport === 'serial' ? [...PARAMETERS, 'baud'] : PARAMETERS;
  for (const each of parameters.keys()) {
    if (!known.includes(each))
      throw new Error(`parameter ${each} is not known: there are ${known.join(', ')}`);
    if (parameters.getAll(each).length > 1) throw new Error(`parameter ${each} is given more than once`);
  }
  const loops = loopsIn(parameters.get('loops'));
  return {
    protocol: name,
    transport: transportIn(protocol, transport, place, parameters),
    loopId: whole(parameters, 'loop', 1, 1, MOST_LOOP),
    ...(loops === undefined ? {} : { loops }),
    clock: oneOf(parameters, 'clock', ['auto', 'rtc'], 'auto'),
    backfill: backfillOf(parameters),
    kind: oneOf(parameters, 'kind', KINDS, protocol.kind),
    record: oneOf(parameters, 'record', ['0', '1'], '0') === '1',
  };
}

/** Returns the URL of an address, written anew: it holds the known parameters alone. */
export function formatDecoderUrl(address: DecoderAddress): string {
  const { protocol, transport, loopId, loops, clock, backfill, kind, record } = address;
  const parameters = new URLSearchParams({ loop: String(loopId) });
  if (loops !== undefined) parameters.set('loops', loopsText(loops));
  if (transport.kind === 'serial') parameters.set('baud', String(transport.baud));
  if (clock !== 'auto') parameters.set('clock', clock);
  if (backfill !== 'none') parameters.set('backfill', String(backfill));
  if (kind !== protocolOf(protocol).kind) parameters.set('kind', kind);
  if (record) parameters.set('record', '1');
  // A comma and a colon need no escape in a query, and are read more easily.
  const query = parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return `${protocol}+${transport.kind}://${formatPlace(transport)}?${query}`;
}

/** Returns the place without its parameters, for people and logs. */
export function describeTransport({ transport }: DecoderAddress): string {
  return describePlace(transport);
}

/** Returns the protocol as it is spoken at an address: decoders that send datagrams to everybody are not asked. */
export function protocolAt({ protocol, transport }: DecoderAddress): DecoderProtocol {
  const spoken = protocolOf(protocol);
  return transport.kind === 'udp' ? { ...spoken, dialogue: undefined } : spoken;
}

function backfillOf(parameters: URLSearchParams): DecoderAddress['backfill'] {
  const value = parameters.get('backfill') ?? 'none';
  if (value === 'none' || value === 'all') return value;
  if (/^[0-9]{1,9}$/.test(value)) return Number(value);
  throw new Error(`backfill=${value} is invalid: use none, all, or a number of passings`);
}
