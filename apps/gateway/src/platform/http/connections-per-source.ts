import type { Server } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { Problem } from '../problems/problem.js';
import { rawAnswer } from './raw-answer.js';
import { LimitPerSource } from './limit-per-source.js';

/** Limit above the need of a page with everything on it, and below the number at which one source would hold up others. */
export const MOST_CONNECTIONS_OF_A_SOURCE = 100;

/**
 * Caps the connections of each source, never of all together: a source with as many as it may have keeps no other out.
 * Requests through a proxy count as the proxy's.
 */
export function limitSources(server: Server, isPlain: boolean): void {
  const places = new LimitPerSource(MOST_CONNECTIONS_OF_A_SOURCE);
  server.on('connection', (socket: Socket) => {
    const free = places.take(sourceOf(socket));
    if (free === undefined) refuse(socket, isPlain);
    else socket.once('close', free);
  });
}

/** Returns the address of the client as people write it, or that of the proxy that passes its request on. */
export function addressOf({ remoteAddress }: Pick<Socket, 'remoteAddress'>): string | undefined {
  return remoteAddress?.replace(/^::ffff:/, '');
}

/** Returns the source of a connection: an IPv4 address, or a network (/64) of IPv6, as a host has all addresses of its own. */
export function sourceOf({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): string {
  if (!isIPv6(remoteAddress) || remoteAddress.startsWith('::ffff:')) return remoteAddress;
  const [head = '', tail] = remoteAddress.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  return [...groups, ...Array.from({ length: missing }, () => '0')].slice(0, 4).join(':');
}

/** Closes a connection with an answer, or without one within TLS, whose handshake would cost more than the refusal saves. */
function refuse(socket: Socket, isPlain: boolean): void {
  socket.on('error', () => socket.destroy());
  if (isPlain) socket.write(rawAnswer(tooMany()));
  socket.destroySoon();
}

function tooMany(): Problem {
  return new Problem({
    status: 503,
    reason: 'http.too_many_connections',
    message: `Your address has ${MOST_CONNECTIONS_OF_A_SOURCE} connections open already: close some, or use them again.`,
    headers: { 'Retry-After': '1' },
  });
}
