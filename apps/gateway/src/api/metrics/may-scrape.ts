import type { IncomingHttpHeaders } from 'node:http';
import type { MetricsAudience } from '../../platform/config/gateway-config.js';
import { isLoopback } from '../../platform/network/loopback.js';

/** Headers by which a proxy on this machine shows that it passes on a request from elsewhere. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Whether the client may read the figures. */
export function mayScrape(
  audience: MetricsAudience,
  peer: string | undefined,
  headers: IncomingHttpHeaders,
): boolean {
  if (audience !== 'local') return audience === 'public';
  if (peer === undefined || FORWARDED.some((name) => headers[name] !== undefined)) return false;
  return isLoopback(peer);
}
