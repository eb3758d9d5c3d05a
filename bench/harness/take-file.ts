import { connect } from 'node:net';
import { wireText } from './http-line.js';

const ROOM_BYTES = 256 * 1024;
const HEAD_BYTES = 'HTTP/1.1 200'.length;
const LAST_CHUNK = '\r\n0\r\n\r\n';

/**
 * Takes a file that is sent in chunks and drops it; resolves to its size on the wire. Clients are other machines: every
 * piece is read into the same memory, so that next to no processor time goes into ours.
 */
export function takeFile(
  base: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let head = '';
    let tail = '';
    const room = Buffer.allocUnsafeSlow(ROOM_BYTES);
    const take = (count: number): boolean => {
      bytes += count;
      if (head.length < HEAD_BYTES) head += room.toString('latin1', 0, Math.min(count, HEAD_BYTES));
      tail = (tail + room.toString('latin1', Math.max(0, count - LAST_CHUNK.length), count)).slice(
        -LAST_CHUNK.length,
      );
      return true;
    };
    const socket = connect({ host: hostname, port: Number(port), onread: { buffer: room, callback: take } });
    socket.on('error', reject);
    socket.on('close', () => {
      if (!head.startsWith('HTTP/1.1 200')) reject(new Error(`the file was answered with ${head}`));
      else if (tail !== LAST_CHUNK) reject(new Error('the file was cut off'));
      else resolve(bytes);
    });
    socket.write(wireText(base, { method: 'GET', path, headers: { Connection: 'close', ...headers } }));
  });
}
