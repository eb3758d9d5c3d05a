import type { RawField } from '../report.js';

/** Returns the fields of a line from one on as raw fields, each under its place. */
export function rawFieldsOf(fields: readonly string[], from: number): RawField[] {
  return fields.slice(from).map((text, at) => ({ id: from + at, bytes: Buffer.from(text, 'latin1') }));
}
