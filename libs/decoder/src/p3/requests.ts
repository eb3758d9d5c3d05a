import { ASK, encodeRecord } from './encode-record.js';

/** The questions that a client asks a P3 decoder (PROTOCOLS: P3 1.7), as wire bytes. */
export const p3Requests = {
  version: (requestId?: number): Uint8Array =>
    encodeRecord('VERSION', {
      decoderType: ASK,
      description: ASK,
      version: ASK,
      releaseTimeS: ASK,
      registration: ASK,
      buildNumber: ASK,
      options: ASK,
      requestId,
    }),
  getTime: (requestId?: number): Uint8Array =>
    encodeRecord('GET_TIME', { rtcTimeUs: ASK, flags: ASK, utcTimeUs: ASK, requestId }),
  status: (requestId?: number): Uint8Array =>
    encodeRecord('STATUS', {
      noise: ASK,
      gps: ASK,
      temperatureC: ASK,
      satellitesInUse: ASK,
      loopTriggers: ASK,
      inputVoltageV: ASK,
      requestId,
    }),
  session: (requestId?: number): Uint8Array =>
    encodeRecord('SESSION', {
      sessionNumber: ASK,
      sessionTimeS: ASK,
      firstNumber: ASK,
      lastNumber: ASK,
      requestId,
    }),
  /** Both ends inclusive. Every passing that the decoder still has comes again as an ordinary PASSING. */
  resend: (fromNumber: number, untilNumber: number, decoderId?: number, requestId?: number): Uint8Array =>
    encodeRecord('RESEND', { fromNumber, untilNumber, decoderId, requestId }),
  ping: (requestId?: number): Uint8Array => encodeRecord('PING', { requestId }),
};
