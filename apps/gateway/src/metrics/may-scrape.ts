import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import type { MetricsAudience } from '../config/gateway-config.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

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
  return LOOPBACK.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4');
}
