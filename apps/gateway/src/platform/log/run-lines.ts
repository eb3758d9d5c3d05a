import { resolve } from 'node:path';
import { describeTransport } from '#decoder';
import type { GatewayConfig } from '../config/gateway-config.js';
import { VERSION } from '#environment';

/** Lines of the log about a run: how it began, where it listens, and how it ended. */
export function startLine({ site, dataDir }: Pick<GatewayConfig, 'site' | 'dataDir'>): string {
  return `CoachLINK ${VERSION} starts on Node ${process.version}, site ${site}, data in ${resolve(dataDir)}`;
}

export function listeningLine(url: string, { decoders }: Pick<GatewayConfig, 'decoders'>): string {
  const places = decoders.map(({ decoderId, address }) => `${decoderId} at ${describeTransport(address)}`);
  return `listens on ${url}; decoders: ${places.length === 0 ? 'none but those added by the API' : places.join(', ')}`;
}

/** `by`: the signal that ended the run, if any. */
export function stopLine(by: string | undefined, ranMs: number, stored: number): string {
  const passings = stored === 1 ? '1 passing' : `${stored.toLocaleString('en')} passings`;
  return `stopped${by === undefined ? '' : ` by ${by}`} after ${durationOf(ranMs)}: ${passings} stored since the start`;
}

function durationOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
