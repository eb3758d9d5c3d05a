import type { ShownPassing } from '#passings';
import { ROW_NAMES, type RowLayout, type RowName, type RowValue, rowValues } from './row-layout.js';

/** Values that differ between rows of one shape: numbers of the same width. */
const CHANGING = [
  'rtc_time',
  'signal_strength',
  'hits',
  'passing_number',
  'rtc_time_us',
  'received_at',
] as const satisfies RowName[];

export type ChangingName = (typeof CHANGING)[number];

/** A whole row as bytes, and the places of its changing numbers. */
export interface RowTemplate {
  readonly bytes: Uint8Array;
  readonly places: Readonly<Record<ChangingName, number>>;
}

export function rowTemplate(passing: ShownPassing, layout: RowLayout): RowTemplate {
  const values = rowValues(passing);
  const places = Object.fromEntries(CHANGING.map((name) => [name, 0])) as Record<ChangingName, number>;
  let text = '';
  let length = 0;
  for (const [index, name] of ROW_NAMES.entries()) {
    if (values[name] === null && layout.optional.has(name)) continue;
    const value = layout.text(values[name]);
    const before = layout.before[index] ?? '';
    if (isChanging(name)) places[name] = length + Buffer.byteLength(before) + firstDigit(values[name], value);
    text += before + value;
    length += Buffer.byteLength(before) + Buffer.byteLength(value);
  }
  return { bytes: Buffer.from(text + (layout.times?.form ?? '') + layout.behind), places };
}

function isChanging(name: RowName): name is ChangingName {
  return (CHANGING as readonly RowName[]).includes(name);
}

/** Index of the first digit: behind the quotation mark where the number is written as a text. */
function firstDigit(value: RowValue, written: string): number {
  return value === null ? 0 : written.search(/[0-9]/);
}
