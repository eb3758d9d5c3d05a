import { decoderFrame, type FieldsToSend } from '#p3';
import type { KeptPassing } from './kept-passing.js';

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

/** Fields in the order of the RC decoders: 01 07 0C 06 81. Noise of a quiet loop moves a little. */
export function quietStatus(statusCount: number): FieldsToSend<'STATUS'> {
  const noise = 26 + ((statusCount * 7) % 11);
  return { noise, temperatureC: 24, inputVoltageV: 12, gps: 0 };
}

/** A nonce, as newer decoders send it to each client first. */
export function helloFrame(hostTimeUs: number, decoderId: number): Uint8Array {
  const nonce = new Uint8Array(8);
  new DataView(nonce.buffer).setBigUint64(0, BigInt(hostTimeUs) * BigInt(decoderId));
  return decoderFrame('HELLO', { nonce, decoderId });
}
