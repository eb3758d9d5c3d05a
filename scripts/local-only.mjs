// Loaded into every process of the tests before our own code (--import): a connection to an address outside this
// machine, a datagram, or the look-up of such a name fails here, before anything of it leaves the machine. The decoders
// of examples, and of random requests, are meant to fail so; a public address is a fault of a test, and each one is
// noted in the file COACHLINK_TEST_OUTSIDE.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';
import { hostname } from 'node:os';

const LOCAL = /^(localhost|(::ffff:)?127(\.\d{1,3}){3}|::1|0\.0\.0\.0|::)$/i;
const PRIVATE = new net.BlockList();
for (const [address, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  // Addresses of examples: RFC 5737.
  ['192.0.2.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
])
  PRIVATE.addSubnet(address, bits);
for (const [address, bits] of [
  ['fc00::', 7],
  ['fe80::', 10],
  // Addresses of examples: RFC 3849.
  ['2001:db8::', 32],
])
  PRIVATE.addSubnet(address, bits, 'ipv6');

const isLocal = (host) => host === undefined || host === '' || LOCAL.test(host) || host === hostname();

function refusal(what, host, code) {
  const file = process.env.COACHLINK_TEST_OUTSIDE;
  if (file !== undefined && isPublic(host)) appendFileSync(file, `${what} ${host} (${process.argv[1]})\n`);
  return Object.assign(new Error(`${what} ${code} ${host}`), { code, syscall: what });
}

function isPublic(host) {
  const family = net.isIP(host);
  return family !== 0 && !PRIVATE.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [first, second] = given.flat();
  const { host, path } = typeof first === 'object' && first !== null ? first : { host: second };
  // A name is looked up first, and fails there.
  if (path !== undefined || typeof host !== 'string' || net.isIP(host) === 0 || isLocal(host))
    return connect.apply(this, given);
  this.connecting = true;
  process.nextTick(() => this.destroy(refusal('connect', host, 'ENETUNREACH')));
  return this;
};

const { lookup } = dns;
dns.lookup = function (name, ...others) {
  if (isLocal(name) || net.isIP(name) !== 0) return lookup.call(this, name, ...others);
  process.nextTick(others.at(-1), refusal('getaddrinfo', name, 'ENOTFOUND'));
  return {};
};

const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function (...given) {
  const host = given.findLast((each) => typeof each === 'string');
  if (isLocal(host)) return send.apply(this, given);
  throw refusal('send', host, 'ENETUNREACH');
};
