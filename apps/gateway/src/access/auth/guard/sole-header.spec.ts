import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { soleHeader } from './sole-header.js';

/** Returns a request as Node reads it from these lines. */
async function requestWith(...lines: string[]): Promise<IncomingMessage> {
  const server: Server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(
    `GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`,
  );
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  socket.destroy();
  server.close();
  return request;
}

describe(soleHeader.name, () => {
  it.each([
    ['as it is', ['X-Api-Secret: one'], 'one'],
    ['whatever the case of its name', ['x-API-secret: one'], 'one'],
    ['nothing where it is missing', ['x-api-key: one'], undefined],
    ['nothing where it is empty', ['x-api-secret:'], undefined],
    ['nothing where it is there twice', ['x-api-secret: one', 'X-Api-Secret: one'], undefined],
    ['nothing where the other one is empty', ['x-api-secret: one', 'x-api-secret:'], undefined],
    ['nothing where it comes after an empty one', ['x-api-secret:', 'x-api-secret: one'], undefined],
    ['256 characters', [`x-api-secret: ${'x'.repeat(256)}`], 'x'.repeat(256)],
    ['nothing of more', [`x-api-secret: ${'x'.repeat(257)}`], undefined],
  ])('gives %s', async (_, lines, value) => {
    expect(soleHeader(await requestWith(...lines), 'x-api-secret')).toBe(value);
  });

  it('takes longer ones where that is said', async () => {
    const request = await requestWith(`Authorization: ${'x'.repeat(300)}`, 'Authorization-More: y');
    expect(soleHeader(request, 'authorization', 300)).toHaveLength(300);
    expect(soleHeader(request, 'authorization', 299)).toBeUndefined();
  });

  it('sees a second Authorization, of which Node keeps the first alone', async () => {
    const request = await requestWith('Authorization: Bearer a', 'Authorization: Bearer b');
    expect(request.headers.authorization).toBe('Bearer a');
    expect(soleHeader(request, 'authorization')).toBeUndefined();
  });
});
