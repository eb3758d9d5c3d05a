import { encodeRecord, type FieldsToSend, type RecordTypeName } from '#decoder';
import type { KeptPassing } from './passing-ledger.js';

/** Version byte of every record that a decoder sends. */
const DECODER_VERSION = 2;

export function decoderFrame<Name extends RecordTypeName>(
  type: Name,
  fields: FieldsToSend<Name>,
): Uint8Array {
  return encodeRecord(type, fields, { version: DECODER_VERSION });
}

/** Fields in the order of the RC decoders: 01 03 04 05 06 08 81; 05 and 06 are absent for inputs. */
export function passingFrame(passing: KeptPassing, decoderId: number): Uint8Array {
  const { passingNumber, transponder, rtcTimeUs, strength, hits, flags, batteryVoltageV, temperatureC } =
    passing;
  return decoderFrame('PASSING', {
    passingNumber,
    transponder,
    rtcTimeUs,
    strength,
    hits,
    flags,
    batteryVoltageV,
    temperatureC,
    decoderId,
  });
}
