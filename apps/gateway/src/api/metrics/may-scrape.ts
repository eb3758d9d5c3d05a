import type { IncomingHttpHeaders } from 'node:http';
import type { MetricsAudience } from '../../platform/config/gateway-config.js';
import { isLoopback } from '../../platform/network/loopback.js';

/** With one of these a proxy on this machine passes on what somebody elsewhere asks. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Whether the figures are for whoever asks. */
export function mayScrape(
  audience: MetricsAudience,
  peer: string | undefined,
  headers: IncomingHttpHeaders,
): boolean {
  if (audience !== 'local') return audience === 'public';
  if (peer === undefined || FORWARDED.some((name) => headers[name] !== undefined)) return false;
  return isLoopback(peer);
}
