import { once } from 'node:events';
import { Command } from 'commander';
import { type DecoderEvent, protocolOf } from '#decoder';
import { nothingIn, openCapture, toStandardError } from '../capture/read-capture.js';
import { lineOf } from '../capture/record-line.js';
import { protocolOption } from './options.js';

export function decodeCommand(): Command {
  return new Command('decode')
    .description(
      'decode a capture (raw bytes, hex, a dump, or a file or folder of the flight recorder) to JSON lines',
    )
    .argument('[file]', 'the capture; - for standard input', '-')
    .addOption(protocolOption())
    .option('--json', 'print the summary as JSON too')
    .addHelpText('after', '\nExample:\n  coachlink decode morning.hex > morning.jsonl')
    .action(decode);
}

interface DecodeOptions {
  readonly protocol: string;
  readonly json?: boolean;
}

async function decode(file: string, { protocol, json = false }: DecodeOptions): Promise<void> {
  const spoken = protocolOf(protocol);
  const parser = spoken.createParser();
  const { looksLike, pieces } = await openCapture(file, process.stdin, spoken, toStandardError);
  for await (const { bytes } of pieces) await print(parser.push(bytes));
  await print(parser.end());
  const { bytes, records, rejected, unknownTypes, unknownFields } = parser.counters;
  const reasons = Object.entries(rejected);
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  const why = reasons.map(([reason, count]) => `${count} ${reason}`).join(', ');
  process.stderr.write(
    json
      ? `${JSON.stringify({ bytes, records, rejected: total, reasons: rejected, unknownTypes, unknownFields })}\n`
      : `${records} records, ${total} rejected${why === '' ? '' : ` (${why})`}\n`,
  );
  if (records === 0) throw nothingIn(looksLike, `record of ${protocol.toUpperCase()} that is whole`);
}

async function print(events: readonly DecoderEvent[]): Promise<void> {
  if (events.length === 0) return;
  const text = events.map((event) => `${JSON.stringify(lineOf(event))}\n`).join('');
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
