import { type DecoderReport, formatDecoderId, type ReportValue } from '#decoder';

export interface RecordView {
  readonly record: string;
  readonly fields: Readonly<Record<string, number | string>>;
  /** Fields of which only the bytes are known, in hexadecimal by their ids: a number, in hexadecimal too, or a name. */
  readonly raw?: Readonly<Record<string, string>>;
}

/** Converts a record that a decoder answered with into JSON; fields that it did not report are absent. */
export function viewOfRecord({ type, fields, raw }: DecoderReport): RecordView {
  const view: Record<string, number | string> = {};
  for (const [name, value] of Object.entries(fields) as [string, ReportValue | undefined][]) {
    // REQUEST_ID is the connection's own.
    if (value !== undefined && name !== 'requestId') view[snakeCase(name)] = valueOf(name, value);
  }
  const unnamed = Object.fromEntries(
    raw.map(({ id, bytes }) => [typeof id === 'string' ? id : hex(Uint8Array.of(id)), hex(bytes)]),
  );
  return { record: type, fields: view, ...(raw.length === 0 ? {} : { raw: unnamed }) };
}

function valueOf(name: string, value: number | string | Uint8Array): number | string {
  if (name === 'decoderId' && typeof value === 'number') return formatDecoderId(value);
  // Microseconds are text, as everywhere in the API.
  if (name.endsWith('Us')) return String(value);
  return value instanceof Uint8Array ? hex(value) : value;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
