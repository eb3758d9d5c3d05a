import { BlockList, isIP } from 'node:net';

/** Addresses at which the machine meets itself, its link alone, or many at once: metadata of clouds is among them. */
const REFUSED = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  REFUSED.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  REFUSED.addSubnet(network, bits, 'ipv6');

/** Whether deliveries to an address are refused; a name is no address. An IPv4 address within an IPv6 one counts as it. */
export function isRefusedAddress(address: string): boolean {
  const [plain = ''] = address.split('%');
  const version = isIP(plain);
  if (version === 0) return false;
  return REFUSED.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a name always stands for this machine (RFC 6761 6.3). */
export function isRefusedHost(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}
