/**
 * A process of its own that answers `GET /api/v1/COUNT` with COUNT prepared bytes: the limit of any answer over HTTP.
 * It reports its port.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const PIECE = Buffer.alloc(128 * 1024, 'x');

async function send(response: ServerResponse, count: number): Promise<void> {
  for (let left = count; left > 0; left -= PIECE.length) {
    if (!response.write(PIECE.subarray(0, Math.min(left, PIECE.length)))) await once(response, 'drain');
  }
  response.end();
}

const server = createServer((request, response) => {
  void send(response, Number(request.url?.split('/').at(-1)));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('disconnect', () => process.exit());
process.send?.((server.address() as AddressInfo).port);
