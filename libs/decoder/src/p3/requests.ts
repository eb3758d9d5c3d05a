import { ASK, encodeRecord } from './encode-record.js';

/** The questions that a client asks a P3 decoder (docs/protocols/p3.md, Questions), as wire bytes. */
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
  /** Both ends inclusive. The decoder sends every passing that it still has again, as an ordinary PASSING. */
  resend: (fromNumber: number, untilNumber: number, decoderId?: number, requestId?: number): Uint8Array =>
    encodeRecord('RESEND', { fromNumber, untilNumber, decoderId, requestId }),
  ping: (requestId?: number): Uint8Array => encodeRecord('PING', { requestId }),
  auxiliarySettings: (requestId?: number): Uint8Array =>
    encodeRecord('AUXILIARY_SETTINGS', {
      field01: ASK,
      field02: ASK,
      holdOff03: ASK,
      holdOff04: ASK,
      holdOff05: ASK,
      requestId,
    }),
  networkSettings: (requestId?: number): Uint8Array =>
    encodeRecord('NETWORK_SETTINGS', {
      staticAddress: ASK,
      staticMask: ASK,
      staticGateway: ASK,
      dns: ASK,
      setting06: ASK,
      setting07: ASK,
      activeAddress: ASK,
      activeMask: ASK,
      activeGateway: ASK,
      activeDns: ASK,
      requestId,
    }),
  timeline: (requestId?: number): Uint8Array =>
    encodeRecord('TIMELINE', {
      name: ASK,
      field02: ASK,
      field03: ASK,
      field04: ASK,
      field05: ASK,
      field06: ASK,
      requestId,
    }),
  /** Field ids of this and the next are in no public source: an empty question, which a decoder may refuse. */
  signals: (requestId?: number): Uint8Array => encodeRecord('SIGNALS', { requestId }),
  gpsInfo: (requestId?: number): Uint8Array => encodeRecord('GPS_INFO', { requestId }),
};
