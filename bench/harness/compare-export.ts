import type { IncomingMessage } from 'node:http';
import type { Passing } from '#passings';
import type { ExportType } from './export-client.js';

/** Compares an export line by line with the stored passings; resolves to the number of wrong, surplus and missing lines. */
export async function differencesOf(
  answer: IncomingMessage,
  type: ExportType,
  stored: Iterator<Passing>,
): Promise<number> {
  const expected = type === 'text/csv' ? csvLine : ndjsonLine;
  let differences = 0;
  let rest = '';
  let isHeader = type === 'text/csv';
  answer.setEncoding('latin1');
  for await (const text of answer as AsyncIterable<string>) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (isHeader) {
        isHeader = false;
        continue;
      }
      const next = stored.next();
      if (next.done === true || line !== expected(next.value)) differences++;
    }
  }
  if (rest !== '') differences++;
  while (stored.next().done !== true) differences++;
  return differences;
}

/** Returns all values in order, computed in another way than the gateway does. */
function valuesOf(passing: Passing): readonly (readonly [string, string | number | null | string[]])[] {
  return [
    ['transponderid', passing.transponderId],
    ['rtc_time', Number(String(passing.timeUs).slice(0, -3))],
    ['decoder_id', passing.decoderId],
    ['signal_strength', passing.strength],
    ['battery_voltage', passing.batteryVoltageV],
    ['hits', passing.hits],
    ['loop_id', passing.loopId],
    ['passing_number', passing.passingNumber],
    ['rtc_time_us', String(passing.timeUs)],
    ['received_at', passing.receivedAtMs],
    ['transponder_number', Number(passing.transponderId)],
    ['flags', []],
  ];
}

function ndjsonLine(passing: Passing): string {
  return JSON.stringify(Object.fromEntries(valuesOf(passing)));
}

function csvLine(passing: Passing): string {
  return `${valuesOf(passing)
    .map(([, value]) => value)
    .join(',')}\r`;
}
