import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether a host or address is this machine itself, out of reach for others. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const version = isIP(host);
  // An address with an interface (`%eth0`) is on a network.
  return version !== 0 && !host.includes('%') && LOOPBACK.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
