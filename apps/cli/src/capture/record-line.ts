import { type DecoderEvent, type DecoderReport, formatDecoderId, type WireId } from '#decoder';
import { canonicalTransponderId, transponderIdOf } from '#passings';

/** Returns a decoded event as an object for a line of JSON. */
export function lineOf(event: DecoderEvent): object {
  if (event.kind === 'rejected') return { rejected: event.reason, hex: hexOf(event.bytes) };
  const { type, tor, version, fields, asked, raw } = event.record;
  return {
    type,
    ...(tor === undefined ? {} : { tor: `0x${tor.toString(16).toUpperCase().padStart(4, '0')}` }),
    ...(version === undefined ? {} : { version }),
    ...transponderIn(event.record),
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, printable(name, value)])),
    ...(asked.length > 0 ? { asked } : {}),
    ...(raw.length > 0 ? { raw: raw.map(({ id, bytes }) => ({ id: idText(id), hex: hexOf(bytes) })) } : {}),
  };
}

function transponderIn(record: DecoderReport): object {
  if (record.kind !== 'passing') return {};
  const { transponder, transponderCode } = record.fields;
  if (transponder !== undefined) return { transponder_id: transponderIdOf(transponder) };
  return transponderCode === undefined ? {} : { transponder_id: canonicalTransponderId(transponderCode) };
}

function printable(name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return hexOf(value);
  return name === 'decoderId' && value !== undefined ? formatDecoderId(value as WireId) : value;
}

function idText(id: number | string): string {
  return typeof id === 'string' ? id : `0x${id.toString(16)}`;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
