import { isIPv6 } from 'node:net';
import { normalize } from 'node:path/posix';
import { type DecoderAddress, describeTransport } from '#decoder';

export interface KnownDecoder {
  readonly decoderId: string;
  readonly address: DecoderAddress;
  /** DECODER_ID as its link tells it. */
  readonly reportedId: string | undefined;
}

/** Configured decoders that are one device, so that each crossing counts more than once. */
export interface DoubledDecoders {
  readonly decoderIds: readonly string[];
  /** Sentence for people. */
  readonly sentence: string;
}

/** Values of DECODER_ID in a decoder that was never given an id. */
const NO_IDENTITY = new Set(['00000000', 'FFFFFFFF']);
/** Hosts that lead to this machine. */
const THIS_MACHINE = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::']);

/** Finds the configured decoders that are one. `realPath`: target of a path, which may be a link as in /dev/serial/by-id. */
export function doubledDecoders(
  decoders: readonly KnownDecoder[],
  realPath: (path: string) => string,
): DoubledDecoders[] {
  const addressOf = new Map(decoders.map((each) => [each, addressKey(each.address, realPath)]));
  const sameAddress = groups(decoders, (each) => addressOf.get(each));
  const sameDecoder = groups(decoders, ({ reportedId }) =>
    reportedId === undefined || NO_IDENTITY.has(reportedId) ? undefined : reportedId,
  );
  return [
    ...sameAddress.map((those) =>
      doubled(
        those,
        `have the same address (${describeTransport(those[0].address)})`,
        ', or correct their URLs',
      ),
    ),
    ...sameDecoder
      // Decoders of one address are in `sameAddress` already.
      .filter((those) => new Set(those.map((each) => addressOf.get(each))).size > 1)
      .map((those) => doubled(those, `are one decoder, ${those[0].reportedId ?? ''}`, '')),
  ];
}

function doubled(those: readonly KnownDecoder[], what: string, otherwise: string): DoubledDecoders {
  const decoderIds = those.map(({ decoderId }) => decoderId);
  const names = `${decoderIds.slice(0, -1).join(', ')} and ${decoderIds.at(-1) ?? ''}`;
  const times = those.length === 2 ? 'twice' : `${those.length} times`;
  const sentence = `Decoders ${names} ${what}: every crossing counts ${times}. Remove all but one${otherwise}.`;
  return { decoderIds, sentence };
}

type Several = readonly [KnownDecoder, ...KnownDecoder[]];

function groups(
  decoders: readonly KnownDecoder[],
  keyOf: (decoder: KnownDecoder) => string | undefined,
): Several[] {
  const byKey = new Map<string, [KnownDecoder, ...KnownDecoder[]]>();
  for (const decoder of decoders) {
    const key = keyOf(decoder);
    if (key === undefined) continue;
    const those = byKey.get(key);
    if (those === undefined) byKey.set(key, [decoder]);
    else those.push(decoder);
  }
  return [...byKey.values()].filter(({ length }) => length > 1);
}

/** Returns the same key for all ways to write one address. */
function addressKey({ transport }: DecoderAddress, realPath: (path: string) => string): string {
  if (transport.kind === 'serial') return realPath(normalize(transport.path));
  const host = hostKey(transport.host ?? '');
  return `${THIS_MACHINE.has(host) ? 'localhost' : host} ${transport.port}`;
}

function hostKey(host: string): string {
  const [address = '', zone] = host.split('%');
  const url = `http://${isIPv6(address) ? `[${address}]` : address}`;
  const written = (URL.canParse(url) ? new URL(url).hostname : host.toLowerCase()).replace(
    /^\[|\]$|\.$/g,
    '',
  );
  return zone === undefined ? unmapped(written) : `${written}%${zone}`;
}

/** Turns an IPv4-mapped address into IPv4: `::ffff:c0a8:105` is 192.168.1.5. */
function unmapped(address: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const bytes = [high, low].map((word) => parseInt(word, 16)).flatMap((word) => [word >> 8, word & 0xff]);
  return bytes.join('.');
}
