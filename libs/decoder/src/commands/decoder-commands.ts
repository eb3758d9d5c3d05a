import { p3Requests, RECORD_TYPES, type RecordTypeName } from '../p3/index.js';

interface Described {
  /** Type of record in hexadecimal, lower case, without 0x; or a number of our own above those of the protocol. */
  readonly code: string;
  readonly name: string;
  /** What it does, in a sentence. */
  readonly description: string;
  /** Whether the decoder is another one afterwards. */
  readonly changesDecoder: boolean;
}

/**
 * One record asks, one record of the same type answers: matched by REQUEST_ID where the decoder echoes it, else by
 * its type (PROTOCOLS: P3 1.5).
 */
export interface DecoderQuestion extends Described {
  readonly kind: 'question';
  readonly type: RecordTypeName;
  readonly encode: (requestId: number) => Uint8Array;
}

/** Not one question but a comparison: SESSION, then RESEND of what is not kept here. */
export interface PassingAudit extends Described {
  readonly kind: 'passing-audit';
}

export type DecoderCommand = DecoderQuestion | PassingAudit;

export const PASSING_AUDIT: PassingAudit = {
  kind: 'passing-audit',
  code: '402',
  name: 'PASSING_AUDIT',
  description:
    'Compares the passing numbers that the decoder still has with those that are kept, and has it send again what ' +
    'is missing.',
  changesDecoder: false,
};

/**
 * Everything that can be asked of a decoder. Only questions: no record here carries a value that a decoder could
 * take for a setting, and RESET and CLEAR_PASSING have no code.
 */
export const DECODER_COMMANDS: readonly DecoderCommand[] = [
  question('STATUS', p3Requests.status, 'Asks for noise, temperature, supply voltage and satellites.'),
  question('VERSION', p3Requests.version, 'Asks for the type, name, firmware and build of the decoder.'),
  question(
    'AUXILIARY_SETTINGS',
    p3Requests.auxiliarySettings,
    'Reads the hold-off times of the inputs; their unit is not published.',
  ),
  question('SESSION', p3Requests.session, 'Asks for the session and its first and last passing number.'),
  question('NETWORK_SETTINGS', p3Requests.networkSettings, 'Reads the addresses of the decoder.'),
  question('PING', p3Requests.ping, 'Asks for a sign of life.'),
  question('GET_TIME', p3Requests.getTime, "Asks for the time of the decoder's own clock."),
  question(
    'SIGNALS',
    p3Requests.signals,
    'Reads the settings of beeper and auxiliary output; fields come raw, and many decoders refuse it.',
  ),
  question(
    'GPS_INFO',
    p3Requests.gpsInfo,
    'Asks for position and satellites; fields come raw, and many decoders refuse it.',
  ),
  question('TIMELINE', p3Requests.timeline, 'Reads the name and settings of the timeline.'),
  PASSING_AUDIT,
];

const BY_CODE = new Map(DECODER_COMMANDS.map((command) => [command.code, command]));

/** The command of a code in either case, leading zeros or not; undefined where there is none. */
export function decoderCommandOf(code: string): DecoderCommand | undefined {
  return BY_CODE.get(code.toLowerCase().replace(/^0+(?=.)/, ''));
}

function question(
  type: RecordTypeName,
  encode: (requestId: number) => Uint8Array,
  description: string,
): DecoderQuestion {
  const code = RECORD_TYPES[type].tor.toString(16);
  return { kind: 'question', code, name: type, description, changesDecoder: false, type, encode };
}
