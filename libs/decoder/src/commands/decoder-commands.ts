import { PROTOCOLS } from '../registry.js';
import type { DecoderCommand, PassingAudit } from './command.js';

export const PASSING_AUDIT: PassingAudit = {
  kind: 'passing-audit',
  code: '402',
  name: 'PASSING_AUDIT',
  description:
    'Compares the passing numbers that the decoder still has with those that are kept, and has it send again what ' +
    'is missing.',
  changesDecoder: false,
};

/** Every command of every protocol. */
export const DECODER_COMMANDS: readonly DecoderCommand[] = [
  ...PROTOCOLS.flatMap(({ dialogue }) => dialogue?.commands ?? []),
  PASSING_AUDIT,
];

const BY_CODE = new Map(DECODER_COMMANDS.map((command) => [command.code, command]));

/** Returns the command of a code in either case, with leading zeros or without; undefined for an unknown code. */
export function decoderCommandOf(code: string): DecoderCommand | undefined {
  return BY_CODE.get(code.toLowerCase().replace(/^0+(?=.)/, ''));
}
