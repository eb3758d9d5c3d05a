import type { DecoderQuestion } from '../commands/command.js';
import { RECORD_TYPES, type RecordTypeName } from './record-types.js';
import { p3Requests } from './requests.js';

/**
 * Every question to a P3 decoder. No record here carries a value that a decoder could take for a setting, and RESET and
 * CLEAR_PASSING have no code.
 */
export const P3_COMMANDS: readonly DecoderQuestion[] = [
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
];

function question(
  type: RecordTypeName,
  encode: (requestId: number) => Uint8Array,
  description: string,
): DecoderQuestion {
  const code = RECORD_TYPES[type].tor.toString(16);
  return {
    kind: 'question',
    code,
    name: type,
    description,
    changesDecoder: false,
    question: { type, encode },
  };
}
