import { connect, type Socket } from 'node:net';
import { ADMIN } from './gateway.js';

/** Streams of one address; a source may have a hundred connections. */
const PER_ADDRESS = 90;

/** Opens a stream of passings as raw bytes; the n-th comes from an address of its own group. */
export function openStream(url: string, at: number): Socket {
  const { hostname, port } = new URL(url);
  const localAddress = `127.0.1.${1 + Math.floor(at / PER_ADDRESS)}`;
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  const credentials = Object.entries(ADMIN).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /api/v1/passings/stream HTTP/1.1\r\nHost: bench\r\n${credentials.join('')}\r\n`);
  return socket;
}
